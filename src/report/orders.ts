/**
 * What `heddle orders` says: the schema of its JSON, and its text.
 *
 * Changes inside version 2 only add. Same answers, same bytes.
 */
import * as Schema from "effect/Schema"
import { type Paint, plain } from "./paint.ts"
import { padEnd, printable, wrap } from "./printable.ts"
import { CellResult } from "./schema.ts"
import { tableLines } from "./table.ts"
import { count, kindInPrint } from "./wording.ts"

const Pair = Schema.Tuple([Schema.String, Schema.String])

/** `all`: every clause, a clause being one precedence or another. `any`: some clause, all of it. */
export const Rule = Schema.Struct({
  form: Schema.Literals(["all", "any"]),
  clauses: Schema.Array(Schema.Array(Pair))
})

/** One order of the steps of a probe: `verified` where it is safe, else what rules it out and what replays that. */
export const Order = Schema.Struct({
  order: Schema.Array(Schema.String),
  verdict: CellResult.fields.verdict,
  title: Schema.String,
  token: Schema.String
})

/** One design on one kernel, reached in one way. `rule` is null where a bound was hit. */
export const Answer = Schema.Struct({
  design: Schema.String,
  kernel: Schema.String,
  shape: Schema.String,
  constraints: Schema.Array(Pair),
  exhaustive: Schema.Boolean,
  rule: Schema.NullOr(Rule),
  orders: Schema.Array(Order)
})

/** The whole file. */
export const OrdersReport = Schema.Struct({
  format: Schema.Literal("heddle.orders"),
  version: Schema.Literal(2),
  tool: Schema.Struct({ version: Schema.String }),
  answers: Schema.Array(Answer)
})

export type Rule = typeof Rule.Type
export type Answer = typeof Answer.Type
export type OrdersReport = typeof OrdersReport.Type

/** The text of the JSON file. */
export const encodeOrders = (report: OrdersReport): string =>
  `${JSON.stringify(Schema.encodeUnknownSync(OrdersReport)(report), null, 2)}\n`

/**
 * A block for each answer: the rule, what a driver may therefore write, and what rules the other orders out. Kernels of
 * which the same is to be said are one block.
 *
 * @param rowWidth of the list of orders
 * @param every print each order with its finding as well, a block for each kernel
 */
export const ordersText = (
  report: OrdersReport,
  every: boolean,
  paint: Paint = plain,
  width = 100,
  rowWidth = Number.POSITIVE_INFINITY
): string => {
  const groups = every ? report.answers.map((answer): Group => [answer]) : together(report.answers)
  const blocks = groups.map((
    group
  ) => [...summary(group, paint, width), ...every ? list(group[0], paint, rowWidth) : []])
  return `heddle ${report.tool.version} · ${count(report.answers.length, "question")}\n\n${
    blocks.map((lines) => lines.join("\n")).join("\n\n")
  }\n`
}

/** Answers of one design and shape that differ in nothing but the kernel and the findings' places. */
type Group = readonly [Answer, ...Array<Answer>]

const together = (answers: ReadonlyArray<Answer>): ReadonlyArray<Group> => {
  const groups = new Map<string, [Answer, ...Array<Answer>]>()
  for (const answer of answers) {
    const { design, orders, rule, shape } = answer
    const key = JSON.stringify([design, shape, rule, orders.map(({ verdict }) => verdict)])
    const known = groups.get(key)
    if (known === undefined) groups.set(key, [answer])
    else known.push(answer)
  }
  return [...groups.values()]
}

/** The rule in words. */
export const ruleInPrint = ({ clauses, form }: Rule): string => {
  if (clauses.length === 0) return form === "all" ? "always" : "never"
  const [inner, outer] = form === "all" ? [" or ", " and "] : [" and ", " or "]
  const one = (clause: Rule["clauses"][number]) => clause.map(([a, b]) => `${a} before ${b}`).join(inner)
  const enclosed = (clause: Rule["clauses"][number]) =>
    clause.length > 1 && clauses.length > 1 ? `(${one(clause)})` : one(clause)
  return clauses.map(enclosed).join(outer)
}

const summary = (group: Group, paint: Paint, width: number): Array<string> => {
  const [{ constraints, design, orders, rule, shape }] = group
  const safe = orders.filter(isSafe)
  const given = constraints.map(([a, b]) => `${a} before ${b}`).join(", ")
  const lines: Array<readonly [string, string]> = [
    ["given", given],
    ["safe if", rule === null ? "not known: a bound was hit" : ruleInPrint(rule)],
    ["write", safe[0]?.order.join(" ") ?? "no order is safe"],
    ["freely", eitherWay(safe)],
    ...ruledOut(orders)
  ]
  const where = group.map(({ kernel }) => kernel).join(", ")
  return [
    `${paint("strong", design)} · ${where} · ${shape}: ${safe.length} of ${count(orders.length, "order")} safe`,
    ...lines.filter(([, text]) => text !== "").flatMap(([key, text]) =>
      wrap(text, width - 11, 2).map((line, i) => `  ${paint("dim", padEnd(i === 0 ? key : "", 8))} ${line}`)
    )
  ]
}

const isSafe = ({ verdict }: typeof Order.Type): boolean => verdict === "verified"

const verdictInPrint = (verdict: (typeof Order.Type)["verdict"]): string =>
  verdict === "verified" ? "safe" : verdict === "no-finding" ? "bounded" : kindInPrint(verdict)

/** Pairs of steps that safe orders have either way round: what is left to the driver. */
const eitherWay = (safe: ReadonlyArray<typeof Order.Type>): string => {
  const steps = safe[0]?.order ?? []
  const isTurned = (a: string, b: string) => safe.some(({ order }) => order.indexOf(b) < order.indexOf(a))
  return steps.flatMap((a, i) => steps.slice(i + 1).filter((b) => isTurned(a, b)).map((b) => `${a}/${b}`)).join(", ")
}

/** Of each kind that rules orders out: how many, which is the first, and what replays it. */
const ruledOut = (orders: Answer["orders"]): Array<readonly [string, string]> => {
  const byKind = Map.groupBy(orders.filter((order) => !isSafe(order)), ({ verdict }) => verdict)
  return [...byKind].toSorted(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))
    .flatMap(([kind, of], i) => {
      const [{ order, token }] = of
      const name = verdictInPrint(kind)
      return [
        [i === 0 ? "else" : "", `${name} ${of.length}, as ${order.join(" ")}`],
        ["", token === "" ? "" : `  heddle replay ${token}`]
      ] as const
    })
}

const list = ({ orders }: Answer, paint: Paint, width: number): Array<string> => {
  const rows = orders.map((order) => {
    const { token, verdict } = order
    const title = { text: printable(order.title), role: "dim" as const }
    const words = { text: order.order.map(printable).join(" ") }
    return isSafe(order)
      ? [words, { text: "safe", role: "good" as const }]
      : [words, { text: printable(token) }, { text: verdictInPrint(verdict) }, title]
  })
  return ["", ...tableLines(rows, { width, fold: 2, indent: 2, paint }).flat()]
}
