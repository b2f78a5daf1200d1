/**
 * Schedules to the first bug as Markdown: ours beside the published ones, their distributions, exhaustive search.
 */
import published from "../peers/sct.json" with { type: "json" }
import { table } from "../table.ts"
import { type Results, type Row, strategies } from "./measure.ts"

/** All tables. */
export const tables = (results: Results): string =>
  [
    "## Median schedules to the bug",
    medians(results),
    standing(results),
    "## How they are distributed",
    distributions(results),
    "## Exhaustive search",
    exhaustive(results)
  ].join("\n\n")

/** Published tools, in the order of the table. */
const tools = ["RFF", "PERIOD", "POS", "PCT d=3", "Q-learning"] as const
type Tool = (typeof tools)[number]

/** Of one tool on one program. */
interface Figures {
  readonly trials: number
  readonly found: number
  readonly mean_schedules_to_bug: number | null
  readonly median: number | null
}

const figuresOf = (name: string): Record<Tool, Figures> =>
  (published.benchmarks as Record<string, Record<Tool, Figures>>)[name]!

/** Of all strategies, beside the published tools. */
export const medians = ({ rows, seeds }: Results): string =>
  table(
    ["program", ...strategies, ...tools.map((tool) => `_${tool}_`)],
    rows.map((row) => [
      shortName(row.name),
      ...strategies.map((strategy) => {
        const { found, median } = summary(row.schedules[strategy]!)
        return cell(found, seeds.length, median)
      }),
      ...tools.map((tool) => {
        const { found, median, trials } = figuresOf(row.name)[tool]
        return cell(found, trials, median)
      })
    ])
  )

/** A median over those that found it; how many did, where not all. */
const cell = (found: number, trials: number, median: number | null): string =>
  median === null ? "none" : `${number(median)}${found < trials ? ` (${found}/${trials})` : ""}`

/** Against whom the portfolio has the smaller median, in how many programs. */
export const standing = ({ rows, seeds }: Results): string =>
  tools.map((tool) => {
    const compared = rows.map((row) => {
      const ours = summary(row.schedules["portfolio"]!)
      const theirs = figuresOf(row.name)[tool]
      const difference = ofAll(ours.median, ours.found / seeds.length) -
        ofAll(theirs.median, theirs.found / theirs.trials)
      return { name: shortName(row.name), difference: Math.sign(difference) }
    })
    const more = compared.filter(({ difference }) => difference > 0).map(({ name }) => name)
    const of = (sign: number) => compared.filter(({ difference }) => difference === sign).length
    return `- portfolio and ${tool}: fewer schedules on ${of(-1)} programs, as many on ${of(0)}, more on ${of(1)}` +
      (more.length === 0 ? "." : ` (${more.join(", ")}).`)
  }).join("\n")

/** The median, where at least half found it; else there is none. */
const ofAll = (median: number | null, found: number): number =>
  median === null || found < 0.5 ? Number.MAX_SAFE_INTEGER : median

/** How many seeds find it, then mean, median and 90th percentile of theirs; the mean alone of the published tools. */
export const distributions = ({ rows }: Results): string =>
  table(
    ["program", ...strategies, ...tools.map((tool) => `_${tool}_`)],
    rows.map((row) => [
      shortName(row.name),
      ...strategies.map((strategy) => distribution(row.schedules[strategy]!)),
      ...tools.map((tool) => {
        const { found, mean_schedules_to_bug: mean } = figuresOf(row.name)[tool]
        return mean === null ? "0" : `${found}: ${number(mean)}`
      })
    ])
  )

const distribution = (schedules: ReadonlyArray<number | null>): string => {
  const { found, mean, median, p90 } = summary(schedules)
  return found === 0 ? "0" : `${found}: ${[mean, median, p90].map((n) => number(n!)).join(", ")}`
}

/** What the exhaustive search comes to. */
export const exhaustive = ({ executionsMax, rows }: Results): string => {
  const unfinished = `not within ${executionsMax.toLocaleString("en-US")}`
  return table(
    ["program", "tasks", "steps", "executions to the bug", "traces in all"],
    rows.map(({ exhaustive: { first, traces }, name, steps, tasks }) => [
      shortName(name),
      `${tasks}`,
      `${steps}`,
      first === null ? unfinished : first.toLocaleString("en-US"),
      traces === null ? unfinished : traces.toLocaleString("en-US")
    ])
  )
}

/** What is said of the schedules from all seeds; of those that found the bug. */
export const summary = (schedules: Row["schedules"][string]) => {
  const found = schedules.filter((n) => n !== null).toSorted((a, b) => a - b)
  if (found.length === 0) return { found: 0, mean: null, median: null, p90: null }
  const at = (share: number) => found[Math.ceil(share * found.length) - 1]
  return {
    found: found.length,
    mean: found.reduce((sum, n) => sum + n, 0) / found.length,
    median: (at(0.5) + found[Math.floor(found.length / 2)]) / 2,
    p90: at(0.9)
  }
}

const shortName = (name: string): string => name.slice(name.indexOf("/") + 1)

/** Whole, or with one digit where that says more. */
const number = (n: number): string => n >= 100 || Number.isInteger(n) ? `${Math.round(n)}` : n.toFixed(1)
