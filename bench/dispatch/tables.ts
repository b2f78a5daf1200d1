/**
 * Results as Markdown: what is known without running, counts, times, and what they say of the dispute.
 */
import { table } from "../table.ts"
import { designs, linesTouched } from "./designs.ts"
import { type Counted, describe, type Group, type Results, type Row } from "./measure.ts"
import { five } from "./statistics.ts"

/** All tables. */
export const tables = (results: Results): string =>
  [
    "## What each design is",
    "",
    table(
      [
        "design",
        "bytes an instance",
        "writable function pointers",
        "cache lines a call",
        "instructions to set up",
        "ns to set up"
      ],
      designs.map((design) => [
        design.name,
        `${design.bytes}`,
        `${design.writablePointers}`,
        `${linesTouched(design)}`,
        ...setUpOf(results, design.name)
      ])
    ),
    ...countTables(results),
    "",
    "## Nanoseconds a call",
    "",
    `The least of all samples; in brackets the median ratio to ${
      designs[0]!.name
    } of the same turn, and its 95 % interval.`,
    "",
    timeTable(results.rows),
    "",
    ...results.notes.flatMap((note) => [`Left out: ${note}.`, ""]),
    "## Does cost decide the dispute?",
    "",
    ...verdict(results)
  ].join("\n")

const setUpOf = ({ setUps }: Results, name: string): ReadonlyArray<string> => {
  const known = setUps.find(({ design }) => design === name)
  return known === undefined
    ? ["", ""]
    : [known.instructions === null ? "" : five(known.instructions), known.nanos.toFixed(1)]
}

/** For a reader in a hurry: each design with its cost, its memory and what it leaves writable. */
export const shortTables = (results: Results): string =>
  [
    table(
      [
        "design",
        "instructions a call",
        "ns",
        "ns with retpolines",
        "instructions to set up",
        "bytes an instance",
        "writable function pointers"
      ],
      designs.map(({ bytes, name, writablePointers }) => [
        name,
        ...costOf(results, name),
        setUpOf(results, name)[0]!,
        `${bytes}`,
        `${writablePointers}`
      ])
    ),
    "",
    ...verdict(results)
  ].join("\n")

/** Of a call that is asked for first, with 1000 instances: instructions, nanoseconds, and those with retpolines. */
export const costOf = (results: Results, design: string): readonly [string, string, string] => {
  const usual = (row: Group & { readonly design: string }) =>
    row.design === design && row.level === "native" && row.call === "checked" && row.order === "random" &&
    row.mix === "one" && row.instances === 1000 && !row.cold
  const nanos = (build: string) => results.rows.find((row) => usual(row) && row.build === build)?.min.toFixed(1) ?? ""
  const counted = results.counts.find((row) => usual(row) && row.build === "plain")
  return [counted === undefined ? "" : five(counted.instructions), nanos("plain"), nanos("retpoline")]
}

/** Instructions, D1 misses and LL misses: a row for each case, a column for each design. */
const countTables = ({ counts }: Results): ReadonlyArray<string> => {
  if (counts.length === 0) return []
  const of = (title: string, key: "instructions" | "d1Misses" | "llMisses") => [
    "",
    `## ${title} a call (cachegrind)`,
    "",
    byCase(counts, (row: Counted) => five(row[key]))
  ]
  return [...of("Instructions", "instructions"), ...of("D1 misses", "d1Misses"), ...of("LL misses", "llMisses")]
}

const timeTable = (rows: ReadonlyArray<Row>): string =>
  byCase(rows, (row: Row) => `${row.min.toFixed(1)}${inBrackets(row)}`)

const byCase = <R extends Group & { readonly design: string }>(
  rows: ReadonlyArray<R>,
  said: (row: R) => string
): string => {
  const groups = Map.groupBy(rows, describe)
  const names = [...new Set(rows.map(({ design }) => design))]
  return table(
    ["case", ...names],
    [...groups].map(([group, of]) => [
      group,
      ...names.map((name) => {
        const row = of.find(({ design }) => design === name)
        return row === undefined ? "" : said(row)
      })
    ])
  )
}

const inBrackets = ({ design, ratio }: Row): string =>
  design === designs[0]!.name
    ? ""
    : ` (${ratio.median.toFixed(2)}; ${ratio.low.toFixed(2)} to ${ratio.high.toFixed(2)})`

/** Calls that a devlink sees in a busy second: an operator's commands and a monitor's; generous. */
const callsASecond = 100

/** Three sentences, from the numbers. */
export const verdict = ({ rows }: Results): ReadonlyArray<string> => {
  const designNames = new Set(designs.map(({ name }) => name))
  const warm = rows.filter(({ call, cold, design }) => call === "checked" && !cold && designNames.has(design))
  const of = (instances: number, ...names: ReadonlyArray<string>) =>
    warm.filter((row) => row.instances === instances && names.includes(row.design))
  const few = Math.min(...warm.map(({ instances }) => instances))
  const many = Math.max(...warm.map(({ instances }) => instances))
  const range = (some: ReadonlyArray<Row>) => {
    const ratios = some.map(({ ratio }) => ratio.median)
    return { low: Math.min(...ratios), high: Math.max(...ratios) }
  }
  const times = ({ high, low }: { readonly low: number; readonly high: number }) =>
    `${low.toFixed(2)} to ${high.toFixed(2)} times`
  const [copied, masked] = [range(of(many, "copied-struct")), range(of(many, "caps-mask"))]
  const slowest = Math.max(...rows.map(({ min }) => min))
  const share = callsASecond * slowest / 1e9
  return [
    `With ${instancesInPrint(few)}, a call through a copied struct or a mask takes ` +
    `${times(range(of(few, "caps-mask", "copied-struct")))} what it takes through a pointer to a const table.`,
    `With ${instancesInPrint(many)} the copied struct takes ${times(copied)} that, the mask ${
      times(masked)
    }: what the ` +
    `copy occupies ${copied.high > noticeable * masked.high ? "shows" : "does not show"}.`,
    `At ${callsASecond} calls a second even the slowest case here (${slowest.toFixed(0)} ns) is ` +
    `${(100 * share).toPrecision(2)} % of one core: cost ${
      share < worthTalkingOf ? "does not decide" : "may decide"
    } it.`
  ]
}

/** What counts as a difference, and what share of a core as a cost. */
const noticeable = 1.1
const worthTalkingOf = 0.01

const instancesInPrint = (instances: number): string =>
  instances === 1 ? "1 instance" : `${instances.toLocaleString("en-US")} instances`

/** What got slower, and what faster, than in an earlier result: where the two intervals do not touch. */
export const compare = (now: Results, before: Results): string => {
  const key = (row: Group & { readonly design: string }) => `${row.design}: ${describe(row)}`
  const known = new Map(before.rows.map((row) => [key(row), row]))
  const lines = now.rows.flatMap((row) => {
    const was = known.get(key(row))
    if (was === undefined || (row.ratio.low <= was.ratio.high && row.ratio.high >= was.ratio.low)) return []
    const change = row.ratio.low > was.ratio.high ? "slower" : "faster"
    const interval = ({ ratio }: Row) => `${ratio.low.toFixed(2)} to ${ratio.high.toFixed(2)}`
    return [`${change}: ${key(row)}: ${interval(row)} times ${designs[0]!.name}, was ${interval(was)}`]
  })
  const knownCounts = new Map(before.counts.map((row) => [key(row), row]))
  const counted = now.counts.flatMap((row) => {
    const was = knownCounts.get(key(row))
    if (was === undefined || five(was.instructions) === five(row.instructions)) return []
    return [`counts: ${key(row)}: ${five(row.instructions)} instructions, was ${five(was.instructions)}`]
  })
  return [...lines, ...counted].map((line) => `${line}\n`).join("") || "nothing differs beyond its interval\n"
}
