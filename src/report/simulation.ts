/**
 * What `heddle simulate` says: the schema of its JSON, and its text.
 *
 * Changes inside version 1 only add. Durations are nanoseconds. Same seed, same bytes.
 */
import * as Schema from "effect/Schema"
import { type Paint, plain } from "./paint.ts"
import { printable, wrap } from "./printable.ts"
import { kinds } from "./schema.ts"
import { tableLines } from "./table.ts"
import { count, kindInPrint } from "./wording.ts"

const Estimate = Schema.Struct({ value: Schema.Finite, low: Schema.Finite, high: Schema.Finite })

const Window = Schema.Struct({
  name: Schema.String,
  count: Schema.Int,
  p50: Schema.Finite,
  p99: Schema.Finite,
  max: Schema.Finite,
  opens: Schema.String,
  closes: Schema.String
})

const Hit = Schema.Struct({
  kind: Schema.Literals(kinds),
  key: Schema.String,
  probability: Estimate,
  runs: Schema.Int,
  token: Schema.String
})

/** The timed runs of one cell in which users come in one way. */
export const Simulation = Schema.Struct({
  scenario: Schema.String,
  design: Schema.String,
  kernel: Schema.String,
  shape: Schema.String,
  arrival: Schema.String,
  seed: Schema.Int,
  runs: Schema.Int,
  nanos: Schema.Finite,
  method: Schema.Literals(["counting", "importance sampling"]),
  weighed: Schema.optionalKey(Schema.Struct({ runs: Schema.Int, effective: Schema.Int })),
  doubt: Schema.optionalKey(Schema.String),
  windows: Schema.Array(Window),
  hit: Estimate,
  hits: Schema.Array(Hit),
  verified: Schema.Boolean,
  durations: Schema.Array(Schema.String),
  sensitivity: Schema.optionalKey(Schema.Array(Schema.Struct({ name: Schema.String, factor: Schema.Finite })))
})

/** The whole file. */
export const SimulationReport = Schema.Struct({
  format: Schema.Literal("heddle.simulation"),
  version: Schema.Literal(1),
  tool: Schema.Struct({ version: Schema.String }),
  cpus: Schema.Struct({ count: Schema.Int, quantum: Schema.Finite }),
  simulations: Schema.Array(Simulation)
})

export type Simulation = typeof Simulation.Type
export type SimulationReport = typeof SimulationReport.Type

/** The text of the JSON file. */
export const encodeSimulations = (report: SimulationReport): string =>
  `${JSON.stringify(Schema.encodeUnknownSync(SimulationReport)(report), null, 2)}\n`

/** A block for each cell: its windows, and how likely a run is hit by each kind of user. */
export const simulationText = (
  { cpus, simulations, tool }: SimulationReport,
  paint: Paint = plain,
  width = Number.POSITIVE_INFINITY
): string => {
  const cells = Map.groupBy(simulations, (one) => [one.scenario, one.design, one.kernel, one.shape].join(" · "))
  const [{ seed } = { seed: 0 }] = simulations
  const head = `heddle ${tool.version} · ${count(cells.size, "cell")} by virtual time · ${
    count(cpus.count, "CPU")
  } · seed ${seed}`
  const blocks = [...cells].map(([name, of]) => [
    ...wrap(printable(name.split(" · ").filter((part) => part !== "").join(" · ")), width, 2).map((line) =>
      paint("strong", line)
    ),
    ...windowLines(of, paint, width),
    ...hitLines(of, paint, width),
    ...of.flatMap((one) => sensitivityLines(one, paint))
  ])
  return `${wrap(head, width, 2).join("\n")}\n\n${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`
}

/** As often as it was seen, so of the way in which it was seen the most. */
const windowLines = (of: ReadonlyArray<Simulation>, paint: Paint, width: number): Array<string> => {
  const byName = Map.groupBy(of.flatMap(({ windows }) => windows), ({ name }) => name)
  const rows = [...byName].map(([name, seen]) => {
    const most = seen.reduce((a, b) => b.count > a.count ? b : a)
    const { closes, max, opens, p50, p99 } = most
    return [name, duration(p50), duration(p99), duration(max), String(most.count), opens, closes]
  })
  const head = ["window", "p50", "p99", "max", "times open", "opens after", "closes after"]
  return rows.length === 0 ? [] : table([head, ...rows], 5, paint, width)
}

const hitLines = (of: ReadonlyArray<Simulation>, paint: Paint, width: number): Array<string> =>
  table(
    [
      ["users", "a run is hit", "95 %", "runs", "first hit"],
      ...of.map((one) => [
        one.arrival === "" ? "at once" : one.arrival,
        ...likelihood(one),
        `${count(one.runs, "run")}${one.weighed === undefined ? "" : `, ${weight(one.weighed)}`}`,
        firstHit(one)
      ])
    ],
    4,
    paint,
    width
  )

/** How likely, and the interval; where neither can be said, what the count leaves open. */
const likelihood = ({ doubt, hit, verified }: Simulation): readonly [string, string] =>
  verified
    ? ["never", "verified"]
    : doubt !== undefined && hit.value === 0
    ? ["cannot say", `below ${probability(hit.high)}`]
    : [probability(hit.value), `${probability(hit.low)} to ${probability(hit.high)}`]

const weight = ({ effective, runs }: NonNullable<Simulation["weighed"]>): string =>
  `${count(runs, "run")} weighed, worth ${count(effective, "hit")}`

const firstHit = ({ doubt, hits: [first, ...more] }: Simulation): string =>
  [
    first === undefined
      ? "none"
      : `${kindInPrint(first.kind)}${more.length > 0 ? ` (+${more.length})` : ""}: heddle replay ${first.token}`,
    ...doubt === undefined ? [] : [doubt]
  ].join("; ")

const sensitivityLines = ({ arrival, sensitivity = [] }: Simulation, paint: Paint): Array<string> => {
  const matter = sensitivity.filter(({ factor }) => Math.abs(factor - 1) >= 0.05)
  if (sensitivity.length === 0) return []
  const said = matter.map(({ factor, name }) => `${printable(name)} x ${factor.toPrecision(2)}`).join(", ")
  return [`  ${paint("dim", `if twice as long, ${arrival}:`)} ${said === "" ? "nothing matters" : said}`]
}

/** Where the screen is too narrow, the cells from `fold` on stand below. */
const table = (
  [head = [], ...rows]: ReadonlyArray<ReadonlyArray<string>>,
  fold: number,
  paint: Paint,
  width: number
): Array<string> =>
  tableLines([
    head.map((text) => ({ text, role: "dim" as const })),
    ...rows.map((row) => row.map((text) => ({ text: printable(text) })))
  ], { width, fold, indent: 2, paint }).flat()

const units = [["ns", 1], ["µs", 1e3], ["ms", 1e6], ["s", 1e9]] as const

/** Three digits, in the unit that fits. */
export const duration = (nanos: number): string => {
  const [unit, scale] = units.findLast(([, from]) => nanos >= from) ?? units[0]
  const value = nanos / scale
  return `${value >= 100 ? value.toFixed(0) : value.toPrecision(3)} ${unit}`
}

/** In per cent, two digits of it or of what is missing to all; as a power of ten where that is too small to read. */
export const probability = (value: number): string => {
  if (value === 0) return "0"
  if (value < 0.0001) return value.toExponential(1)
  const percent = (share: number) => Number((share * 100).toPrecision(2))
  return `${value > 0.9 ? Number((100 - percent(1 - value)).toFixed(6)) : percent(value)} %`
}
