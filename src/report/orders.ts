/**
 * What `heddle orders` says: the schema of its JSON, and its text.
 *
 * Changes inside version 1 only add. Same answers, same bytes.
 */
import * as Schema from "effect/Schema"
import { type Paint, plain } from "./paint.ts"
import { padEnd, wrap } from "./printable.ts"
import { CellResult } from "./schema.ts"
import { count, kindInPrint } from "./wording.ts"

const Pair = Schema.Tuple([Schema.String, Schema.String])

/** `all`: every clause, a clause being one precedence or another. `any`: some clause, all of it. */
export const Rule = Schema.Struct({
  form: Schema.Literals(["all", "any"]),
  clauses: Schema.Array(Schema.Array(Pair))
})

/** One order of the steps of a probe; its verdict is `verified` where it is safe. */
export const Order = Schema.Struct({
  order: Schema.Array(Schema.String),
  verdict: CellResult.fields.verdict,
  title: Schema.String,
  kinds: Schema.Array(Schema.String),
  traces: Schema.Int
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
  version: Schema.Literal(1),
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
 * A block for each answer: the rule, an order that keeps it, and what rules the others out.
 *
 * @param every print each order with its finding as well
 */
export const ordersText = (report: OrdersReport, every: boolean, paint: Paint = plain, width = 100): string => {
  const blocks = report.answers.map((answer) => [...summary(answer, paint, width), ...every ? list(answer, paint) : []])
  return `heddle ${report.tool.version} · ${count(report.answers.length, "question")}\n\n${
    blocks.map((lines) => lines.join("\n")).join("\n\n")
  }\n`
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

const summary = (answer: Answer, paint: Paint, width: number): Array<string> => {
  const { constraints, design, kernel, orders, rule, shape } = answer
  const safe = orders.filter(({ verdict }) => verdict === "verified")
  const given = constraints.map(([a, b]) => `${a} before ${b}`).join(", ")
  const lines: Array<readonly [string, string]> = [
    ["given", given],
    ["safe if", rule === null ? "not known: a bound was hit" : ruleInPrint(rule)],
    ["write", safe[0]?.order.join(" ") ?? "no order is safe"],
    ["else", ruledOut(answer)]
  ]
  return [
    `${paint("strong", design)} · ${kernel} · ${shape}: ${safe.length} of ${count(orders.length, "order")} safe`,
    ...lines.filter(([, text]) => text !== "").flatMap(([key, text]) =>
      wrap(text, width - 11, 2).map((line, i) => `  ${paint("dim", padEnd(i === 0 ? key : "", 8))} ${line}`)
    )
  ]
}

/** How many orders each most specific kind rules out. */
const ruledOut = ({ orders }: Answer): string => {
  const unsafe = orders.filter(({ verdict }) => verdict !== "verified")
  const byKind = Map.groupBy(unsafe, ({ verdict }) => verdict)
  return [...byKind].toSorted(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))
    .map(([kind, of]) => `${kind === "no-finding" ? "bounded" : kindInPrint(kind as "leak")} ${of.length}`).join(" · ")
}

const list = ({ orders }: Answer, paint: Paint): Array<string> => {
  const texts = orders.map(({ order }) => order.join(" "))
  const room = Math.max(...texts.map((text) => text.length))
  return [
    "",
    ...orders.map(({ kinds, title, verdict }, i) => {
      const safe = verdict === "verified"
      const others = kinds.length > 1 ? ` (+${kinds.length - 1})` : ""
      const said = safe ? paint("good", "safe") : `${kindInPrint(verdict as "leak")}${others}  ${paint("dim", title)}`
      return `  ${padEnd(texts[i]!, room)}  ${said}`.trimEnd()
    })
  ]
}
