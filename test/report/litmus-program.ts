/**
 * A parser of litmus tests in C, as far as straight-line programs need it, and the test as a scenario of heddle's.
 *
 * Grammar: splitter.mll, CParser.mly and stateParser.mly of herdtools7.
 */
import * as H from "../../src/index.ts"

type Expression =
  | { readonly tag: "int"; readonly value: number }
  | { readonly tag: "read"; readonly at: string }
  | { readonly tag: "call"; readonly fn: string; readonly args: ReadonlyArray<Argument> }
/** `*x` is an lvalue, `x` a pointer. */
type Argument = { readonly at: string; readonly star: boolean } | number

export interface Assignment {
  /** `r0`, `*x`, or nothing for a bare call. */
  readonly to: { readonly register: string } | { readonly at: string } | undefined
  readonly from: Expression
}

export interface Program {
  readonly name: string
  readonly init: ReadonlyMap<string, number>
  readonly threads: ReadonlyArray<{
    readonly parameters: ReadonlyArray<{ readonly type: string; readonly name: string }>
    readonly body: ReadonlyArray<Assignment>
  }>
  readonly exists: ReadonlyArray<{ readonly thread: number | undefined; readonly name: string; readonly value: number }>
}

/** Throws where the text is no litmus test. */
export const parse = (text: string): Program => {
  const [head, name] = /^C ([\w/+.[\]-]+)\n/.exec(text) ?? []
  if (head === undefined) throw new Error(`no test begins with ${text.slice(0, 40)}`)
  const rest = text.slice(head.length)
  const start = rest.indexOf("{")
  const t = new Tokens(withoutComments(rest.slice(0, start)) + rest.slice(start))
  const init = new Map<string, number>()
  t.take("{")
  while (!t.skip("}")) {
    const at = t.name()
    t.take("=")
    init.set(at, t.int())
    t.take(";")
  }
  const threads: Array<Program["threads"][number]> = []
  while (!t.skip("exists")) {
    t.take(`P${threads.length}`)
    const parameters = t.list("(", ",", ")", () => ({ type: t.name(), name: (t.take("*"), t.name()) }))
    const known = parameters.map((parameter) => parameter.name)
    t.take("{")
    const body: Array<Assignment> = []
    while (!t.skip("}")) body.push(statement(t, known))
    threads.push({ parameters, body })
  }
  const exists = t.list("(", "/\\", ")", () => {
    const thread = /^\d+$/.test(t.next) ? t.int() : undefined
    if (thread !== undefined) t.take(":")
    const at = t.name()
    t.take("=")
    return { thread, name: at, value: t.int() }
  })
  t.end()
  return { name: name!, init, threads, exists }
}

const statement = (t: Tokens, known: ReadonlyArray<string>): Assignment => {
  const at = () => {
    const name = t.name()
    if (!known.includes(name)) throw new Error(`${name} is no parameter`)
    return name
  }
  const expression = (): Expression => {
    if (/^-?\d+$/.test(t.next)) return { tag: "int", value: t.int() }
    if (t.skip("*")) return { tag: "read", at: at() }
    const fn = t.name()
    const args = t.list("(", ",", ")", (): Argument => {
      if (/^-?\d+$/.test(t.next)) return t.int()
      const star = t.skip("*")
      return { at: at(), star }
    })
    return { tag: "call", fn, args }
  }
  let to: Assignment["to"]
  if (t.skip("int")) to = { register: t.name() }
  else if (t.skip("*")) to = { at: at() }
  if (to !== undefined) t.take("=")
  const from = expression()
  t.take(";")
  return { to, from }
}

class Tokens {
  private readonly tokens: Array<string>
  constructor(text: string) {
    this.tokens = text.match(/-?\d+|\w+|\/\\|\S/g) ?? []
  }
  get next(): string {
    return this.tokens[0] ?? "the end"
  }
  take(token: string): void {
    if (!this.skip(token)) throw new Error(`expected ${token}, got ${this.next}`)
  }
  skip(token: string): boolean {
    if (this.next !== token) return false
    this.tokens.shift()
    return true
  }
  name(): string {
    if (!/^[a-z_]\w*$/i.test(this.next)) throw new Error(`expected a name, got ${this.next}`)
    return this.tokens.shift()!
  }
  int(): number {
    if (!/^-?\d+$/.test(this.next)) throw new Error(`expected a number, got ${this.next}`)
    return Number(this.tokens.shift())
  }
  list<A>(open: string, between: string, close: string, one: () => A): Array<A> {
    this.take(open)
    const all: Array<A> = []
    while (!this.skip(close)) {
      if (all.length > 0) this.take(between)
      all.push(one())
    }
    return all
  }
  end(): void {
    if (this.tokens.length > 0) throw new Error(`${this.next} stands after the end`)
  }
}

/** Comments nest; after the first brace `(*` begins none. */
const withoutComments = (text: string): string => {
  let depth = 0
  return text.replace(/\(\*|\*\)|[^]/g, (part) => {
    if (part === "(*") depth += 1
    const kept = depth === 0 ? part : ""
    if (part === "*)") depth -= 1
    return kept
  })
}

/** What the scenario asserts: the finding has it in its title. */
export const met = "the condition is never met"

/** The program as a scenario; it asserts that the condition is never met. */
export const scenarioOf = (program: Program) =>
  H.scenario("test/litmus", function* main() {
    const types = new Map(program.threads.flatMap(({ parameters }) => parameters.map(({ name, type }) => [name, type])))
    const cells = new Map<string, H.Variable<number>>()
    const locks = new Map<string, H.Mutex>()
    for (const [name, type] of types) {
      if (type === "spinlock_t") locks.set(name, yield* H.spinlock(name))
      else cells.set(name, yield* H.variable(name, program.init.get(name) ?? 0))
    }
    const sections = yield* H.rcu("rcu")
    const registers = program.threads.map(() => new Map<string, number>())
    const handles: Array<H.TaskHandle<void>> = []
    for (const [i, { body }] of program.threads.entries()) {
      const run = function*() {
        for (const { from, to } of body) {
          const value = yield* evaluate(from)
          if (to === undefined) continue
          if ("at" in to) yield* cells.get(to.at)!.store(value)
          else registers[i]!.set(to.register, value)
        }
      }
      handles.push(yield* H.task(`P${i}`, run))
    }
    for (const handle of handles) yield* handle.join
    let holds = true
    for (const { name, thread, value } of program.exists) {
      const got = thread === undefined ? yield* cells.get(name)!.load : registers[thread]!.get(name)
      if (got !== value) holds = false
    }
    yield* H.assert(!holds, met)

    function* evaluate(expression: Expression): Generator<any, number, any> {
      if (expression.tag === "int") return expression.value
      if (expression.tag === "read") return yield* cells.get(expression.at)!.load
      const { args, fn } = expression
      const place = args.find((arg) => typeof arg !== "number")
      const [a = 0, b = 0] = args.filter((arg) => typeof arg === "number")
      const isLvalue = fn.endsWith("_ONCE")
      if (place !== undefined && place.star !== isLvalue) throw new Error(`${fn} of ${place.at}: a pointer or not?`)
      const cell = cells.get(place?.at ?? "")!
      const lock = locks.get(place?.at ?? "")!
      switch (fn) {
        case "READ_ONCE":
          return yield* cell.readOnce
        case "WRITE_ONCE":
          return yield* nothing(cell.writeOnce(a))
        case "smp_load_acquire":
          return yield* cell.loadAcquire
        case "smp_store_release":
          return yield* nothing(cell.storeRelease(a))
        case "xchg":
          return yield* cell.xchg(a)
        case "cmpxchg":
          return yield* cell.cmpxchg(a, b)
        case "atomic_fetch_add":
          return yield* cell.fetchAdd(a)
        case "spin_lock":
          return yield* nothing(lock.lock)
        case "spin_trylock":
          return Number(yield* lock.trylock)
        case "spin_unlock":
          return yield* nothing(lock.unlock)
        case "rcu_read_lock":
          return yield* nothing(sections.readLock)
        case "rcu_read_unlock":
          return yield* nothing(sections.readUnlock)
        case "synchronize_rcu":
          return yield* nothing(sections.synchronize)
        default:
          throw new Error(`${fn} is unknown`)
      }
    }
  })

function* nothing(step: Iterable<any>): Generator<any, number, any> {
  yield* step
  return 0
}
