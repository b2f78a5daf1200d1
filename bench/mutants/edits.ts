/**
 * One way at a time to make a model of the kernel wrong: a lock that is not taken, a check that is not made, a step
 * that is left out, an order that is not kept.
 *
 * Every place of the given files is edited where the syntax says that something may be guarded there. What a
 * `protection()` guards is left alone: those are data, and test/promise/cells-go-red takes them away.
 */
import * as path from "node:path"
import * as ast from "typescript/unstable/ast"
import { API } from "typescript/unstable/sync"

/** A change of one file. Offsets are of its text as it stands. */
export interface Edit {
  readonly file: string
  readonly line: number
  /** What is not done any more, for whoever reads the report. */
  readonly what: string
  readonly changes: ReadonlyArray<{ readonly from: number; readonly to: number; readonly text: string }>
}

/** The text with the edit made. */
export const edited = (text: string, { changes }: Pick<Edit, "changes">): string =>
  changes.toSorted((a, b) => b.from - a.from)
    .reduce((done, { from, text: by, to }) => done.slice(0, from) + by + done.slice(to), text)

/** All edits of these files of the project in `root`, in the order of the files and their lines. */
export const editsOf = (root: string, files: ReadonlyArray<string>): ReadonlyArray<Edit> => {
  const api = new API({ cwd: root })
  try {
    const { program } = api.updateSnapshot({ openProject: path.join(root, "tsconfig.json") }).getProjects()[0]!
    return files.flatMap((file) => {
      const source = program.getSourceFile(path.join(root, file))
      if (source === undefined) throw new Error(`${file} is not part of the project`)
      return new Editor(file, source).edits().toSorted((a, b) => a.line - b.line)
    })
  } finally {
    api.close()
  }
}

/** What is taken, and what gives it back. */
const halves: ReadonlyArray<readonly [RegExp, string]> = [
  [/\.lock$/, ".unlock"],
  [/\.downRead$/, ".upRead"],
  [/\.downWrite$/, ".upWrite"],
  [/\.readLock$/, ".readUnlock"],
  [/_lock(?=\()/, "_unlock"],
  [/^dev_hold(?=\()/, "dev_put"]
]

/** Steps that are only remarks, and are asserted where a scenario wants them reached. */
const remark = /^(reached|passes|spends|keep|ready|capability|refused)\(/

class Editor {
  private readonly file: string
  private readonly source: ast.SourceFile

  constructor(file: string, source: ast.SourceFile) {
    this.file = file
    this.source = source
  }

  edits(): Array<Edit> {
    const nodes: Array<ast.Node> = []
    const collect = (node: ast.Node): void => {
      nodes.push(node)
      node.forEachChild(collect)
    }
    this.source.forEachChild(collect)
    return nodes.flatMap((node) => [...this.ofStep(node, nodes), ...this.ofCheck(node), ...this.ofOrder(node)])
  }

  /** A step that stands alone is left out; a lock together with what gives it back. */
  private ofStep(node: ast.Node, nodes: ReadonlyArray<ast.Node>): Array<Edit> {
    const step = this.stepOf(node)
    if (step === undefined || remark.test(step)) return []
    if (halves.some(([, back]) => step.includes(back) || step.startsWith(back))) return []
    const half = halves.find(([taken]) => taken.test(step))
    if (half === undefined) return [this.edit(node, step, [this.without(node)])]
    const back = step.replace(...half)
    const given = nodes.filter((other) => this.stepOf(other) === back)
    const within = this.functionOf(node)
    const near = given.filter((other) => this.functionOf(other) === within)
    const both = [node, ...(near.length > 0 ? near : given)]
    return [this.edit(node, `${step} and what gives it back`, both.map((one) => this.without(one)))]
  }

  /** `f(x)` of the statement `yield* f(x)`. */
  private stepOf(node: ast.Node): string | undefined {
    if (!ast.isExpressionStatement(node) || !ast.isYieldExpression(node.expression)) return undefined
    return this.textOf(node.expression.expression!)
  }

  private functionOf(node: ast.Node): ast.Node | undefined {
    let at: ast.Node | undefined = node.parent
    while (at !== undefined && !ast.isFunctionDeclaration(at) && !ast.isFunctionExpression(at)) at = at.parent
    return at
  }

  /** A check is not made: what it guards is done always, or never; a part of a condition is left out. */
  private ofCheck(node: ast.Node): Array<Edit> {
    if (ast.isIfStatement(node)) {
      const { expression, thenStatement } = node
      if (this.isProtected(expression) || remark.test(this.stepOf(thenStatement) ?? "")) return []
      const condition = this.textOf(expression)
      const never = this.edit(node, `if (${condition}), never`, [this.by(expression, "false")])
      return this.leaves(thenStatement)
        ? [never]
        : [this.edit(node, `if (${condition}), always`, [this.by(expression, "true")])]
    }
    if (ast.isConditionalExpression(node) && !this.isProtected(node.condition)) {
      return [node.whenTrue, node.whenFalse].map((way) =>
        this.edit(node, `${this.textOf(node.condition)} ? : , always ${this.textOf(way)}`, [
          this.by(node, `(${this.textOf(way)})`)
        ])
      )
    }
    if (!ast.isBinaryExpression(node)) return []
    const neutral = this.neutralOf(node)
    if (neutral === undefined) return []
    return [node.left, node.right].filter((part) => !this.isProtected(part)).map((part) =>
      this.edit(part, `${this.textOf(part)}, always ${neutral}`, [this.by(part, neutral)])
    )
  }

  /** What of `a && b` or `a || b` changes nothing of the other. */
  private neutralOf({ operatorToken }: ast.BinaryExpression): string | undefined {
    const operator = this.textOf(operatorToken)
    return operator === "&&" ? "true" : operator === "||" ? "false" : undefined
  }

  /** A release or an acquire becomes plain. */
  private ofOrder(node: ast.Node): Array<Edit> {
    if (!ast.isPropertyAccessExpression(node)) return []
    const plain = { storeRelease: "store", loadAcquire: "load" }[this.textOf(node.name)]
    return plain === undefined ? [] : [this.edit(node, `${this.textOf(node)}, plain`, [this.by(node.name, plain)])]
  }

  /** Does it ask a protection, or for what one has answered? */
  private isProtected(node: ast.Node): boolean {
    const text = this.textOf(node)
    return /\bprotection\(/.test(text) || this.source.text.includes(`const ${text} = yield* protection(`)
  }

  /** Does this leave where it stands? */
  private leaves(node: ast.Node): boolean {
    const last = ast.isBlock(node) ? node.statements.at(-1) : node
    return last !== undefined &&
      (ast.isReturnStatement(last) || ast.isContinueStatement(last) || ast.isBreakStatement(last))
  }

  private textOf(node: ast.Node): string {
    return this.source.text.slice(node.getStart(this.source), node.end)
  }

  private without(node: ast.Node) {
    return this.by(node, "{}")
  }

  private by(node: ast.Node, text: string): Edit["changes"][number] {
    return { from: node.getStart(this.source), to: node.end, text }
  }

  private edit(node: ast.Node, what: string, changes: Edit["changes"]): Edit {
    const before = this.source.text.slice(0, node.getStart(this.source))
    return { file: this.file, line: before.split("\n").length, what: what.replace(/\s+/g, " "), changes }
  }
}
