/**
 * `heddle orders`: for each design, kernel and way in, every order of a probe's steps, and the rule that separates the
 * safe ones.
 */
import { availableParallelism } from "node:os"
import { ordersHtml } from "../report/html/html.ts"
import { type Answer, encodeOrders, type OrdersReport, ordersText } from "../report/orders.ts"
import type { Question } from "../scenarios/orders/questions.ts"
import type { OrdersRequest } from "./contract.ts"
import { codeOfFailure, CommandError, exitCodes } from "./exit.ts"
import { didYouMean } from "./nearest.ts"
import { paintForStdout, print, rowWidthForStdout, widthForStdout, writeFile } from "./output.ts"
import { moduleAt, type Place, versionOf } from "./place.ts"
import { Pool } from "./pool.ts"
import { showProgress } from "./progress.ts"
import type { CellFilter } from "./select.ts"

/** What `--out` can write: values, or a page with a map. */
export const orderForms = ["json", "html"] as const

/** Everything `heddle orders` can be told. */
export interface OrdersCommand {
  readonly filter: CellFilter
  readonly every: boolean
  readonly out: ReadonlyArray<{ readonly format: (typeof orderForms)[number]; readonly file: string }>
  readonly quiet: boolean
}

/** Runs the command and gives its exit code: 0, or 3 where a bound was hit. */
export const orders = async (place: Place, { every, filter, out, quiet }: OrdersCommand): Promise<number> => {
  const { questions } = await import(
    moduleAt(place, "scenarios/orders/questions")
  ) as typeof import("../scenarios/orders/questions.ts")
  const asked = select(questions, filter)
  const isListed = every || asked.length === 1
  const answers = await askAll(place, asked, {
    quiet,
    explained: isListed || out.length > 0 ? "each" : "first-of-kind"
  })
  const report: OrdersReport = { format: "heddle.orders", version: 2, tool: { version: versionOf(place) }, answers }
  for (const { file, format } of out) {
    writeFile(file, format === "json" ? encodeOrders(report) : ordersHtml(report))
  }
  await print(ordersText(report, isListed, paintForStdout(), widthForStdout(), rowWidthForStdout()))
  return answers.every(({ exhaustive }) => exhaustive) ? exitCodes.ok : exitCodes.inconclusive
}

/** The questions that every filter lets through; a name nobody has is a mistake. */
const select = (questions: ReadonlyArray<Question>, filter: CellFilter): ReadonlyArray<Question> => {
  for (const key of ["design", "kernel", "shape"] as const) {
    const known = new Set<string>(questions.map((question) => question[key]))
    const unknown = filter[key].find((name) => !known.has(name))
    if (unknown === undefined) continue
    const hint = didYouMean(unknown, known) || `; there are: ${[...known].join(", ")}`
    throw new CommandError(`no question has the ${key} ${unknown}${hint}`)
  }
  const lets = (names: ReadonlyArray<string>, name: string) => names.length === 0 || names.includes(name)
  return questions.filter(({ design, kernel, shape }) =>
    lets(filter.design, design) && lets(filter.kernel, kernel) && lets(filter.shape, shape)
  )
}

/** All answers in the order of the questions, whichever worker was faster. */
const askAll = async (
  place: Place,
  asked: ReadonlyArray<Question>,
  { explained, quiet }: Pick<OrdersRequest, "explained"> & { readonly quiet: boolean }
): Promise<ReadonlyArray<Answer>> => {
  const pool = new Pool(place, { size: Math.min(asked.length, availableParallelism()), hangMillis: 10_000 })
  let done = 0
  const work = { running: () => pool.running(), done: () => done, total: asked.length }
  const endProgress = quiet ? () => undefined : showProgress(work)
  try {
    return await Promise.all(asked.map(async (question) => {
      const { design, kernel, shape } = question
      const request: OrdersRequest = { type: "orders", source: { own: true }, question, explained }
      const reply = await pool.ask(`${design} ${kernel} ${shape}`, request)
      done += 1
      if (reply.type === "ordered") return reply.answer
      if (reply.type === "failed") throw new CommandError(reply.error.message, codeOfFailure(reply.error))
      throw new CommandError("stopped", exitCodes.interrupted)
    }))
  } finally {
    endProgress()
    await pool.close()
  }
}
