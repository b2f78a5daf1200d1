/**
 * Results as Markdown: what is known without running, counts, times, and what they say of the dispute.
 */
import { designs, linesTouched } from "./designs.ts"
import { describe, type Group, type Results, type Row } from "./measure.ts"

/** All tables. */
export const tables = (results: Results): string =>
  [
    "## What each design is",
    "",
    table(
      ["design", "bytes an instance", "writable function pointers", "cache lines a call"],
      designs.map((design) => [
        design.name,
        `${design.bytes}`,
        `${design.writablePointers}`,
        `${linesTouched(design)}`
      ])
    ),
    ...(results.counts.length === 0 ? [] : ["", "## Counts of a call (cachegrind)", "", countTable(results)]),
    "",
    "## Nanoseconds a call",
    "",
    "The least of all samples; in brackets the median ratio to const-pointer of the same turn, and its 95 % interval.",
    "",
    timeTable(results.rows),
    "",
    ...results.notes.flatMap((note) => [`Left out: ${note}.`, ""]),
    "## Does cost decide the dispute?",
    "",
    ...verdict(results)
  ].join("\n")

/** For a reader in a hurry: each design with its cost, its memory and what it leaves writable. */
export const shortTables = (results: Results): string => {
  const instances = 1000
  const native = (design: string, build: string) =>
    results.rows.find((row) =>
      row.design === design && row.build === build && row.instances === instances && row.mix === "one" && !row.cold
    )?.min.toFixed(1) ?? ""
  const counted = (design: string) =>
    results.counts.find((row) => row.design === design && row.build === "plain" && row.instances === instances)
  return [
    table(
      ["design", "instructions a call", "ns", "ns with retpolines", "bytes an instance", "writable function pointers"],
      designs.map(({ bytes, name, writablePointers }) => {
        const row = counted(name)
        return [
          name,
          row === undefined ? "" : five(row.instructions),
          native(name, "plain"),
          native(name, "retpoline"),
          `${bytes}`,
          `${writablePointers}`
        ]
      })
    ),
    "",
    ...verdict(results)
  ].join("\n")
}

const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const widths = head.map((_, i) => Math.max(3, ...[head, ...rows].map((row) => row[i]!.length)))
  // The first column is read from the left, numbers from the right.
  const line = (cells: ReadonlyArray<string>) =>
    `| ${cells.map((cell, i) => i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)).join(" | ")} |`
  const rule = widths.map((width, i) => i === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)
  return [line(head), `| ${rule.join(" | ")} |`, ...rows.map(line)].join("\n")
}

const countTable = ({ counts }: Results): string =>
  table(
    ["design", "build", "instances", "instructions", "D1 misses", "LL misses"],
    counts.map(({ build, d1Misses, design, instances, instructions, llMisses }) => [
      design,
      build,
      `${instances}`,
      five(instructions),
      five(d1Misses),
      five(llMisses)
    ])
  )

/** Five digits: as many as are the same in every run. */
const five = (value: number): string => value < 0.00005 ? "0" : value.toPrecision(5)

const timeTable = (rows: ReadonlyArray<Row>): string => {
  const groups = [...new Set(rows.map(describe))]
  const names = [...new Set(rows.map(({ design }) => design))]
  return table(
    ["case", ...names],
    groups.map((group) => [
      group,
      ...names.map((name) => {
        const row = rows.find((one) => describe(one) === group && one.design === name)
        return row === undefined ? "" : `${row.min.toFixed(1)}${inBrackets(row)}`
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
const verdict = ({ rows }: Results): ReadonlyArray<string> => {
  const is = (design: string, instances: number) => (row: Row) =>
    row.design === design && row.instances === instances && !row.cold
  const worst = (design: string, instances: number) =>
    Math.max(...rows.filter(is(design, instances)).map(({ min }) => min))
  const few = Math.min(...rows.map(({ instances }) => instances))
  const many = Math.max(...rows.map(({ instances }) => instances))
  const within = rows.filter((row) => is("caps-mask", few)(row) || is("copied-struct", few)(row))
  const [low, high] = [
    Math.min(...within.map(({ ratio }) => ratio.median)),
    Math.max(...within.map(({ ratio }) => ratio.median))
  ]
  const slowest = Math.max(...rows.map(({ min }) => min))
  return [
    `With ${few} instance${few === 1 ? "" : "s"}, a call through a copied struct or a mask takes ${
      low.toFixed(2)
    } to ` +
    `${high.toFixed(2)} times what it takes through a pointer to a const table.`,
    `With ${many} instances the copied struct's footprint shows: up to ${
      worst("copied-struct", many).toFixed(0)
    } ns a ` +
    `call, where the mask takes up to ${worst("caps-mask", many).toFixed(0)} ns (worst of all levels).`,
    `At ${callsASecond} calls a second even the slowest case here (${slowest.toFixed(0)} ns) is ` +
    `${(callsASecond * slowest / 1e7).toPrecision(2)} % of one core: cost does not decide it.`
  ]
}

/** What got slower, and what faster, than in an earlier result: where the two intervals do not touch. */
export const compare = (now: Results, before: Results): string => {
  const key = (row: Group & { readonly design: string }) => `${row.design}: ${describe(row)}`
  const known = new Map(before.rows.map((row) => [key(row), row]))
  const lines = now.rows.flatMap((row) => {
    const was = known.get(key(row))
    if (was === undefined || (row.ratio.low <= was.ratio.high && row.ratio.high >= was.ratio.low)) return []
    const change = row.ratio.low > was.ratio.high ? "slower" : "faster"
    const interval = ({ ratio }: Row) => `${ratio.low.toFixed(2)} to ${ratio.high.toFixed(2)}`
    return [`${change}: ${key(row)}: ${interval(row)} times const-pointer, was ${interval(was)}`]
  })
  const counted = now.counts.flatMap((row) => {
    const was = before.counts.find((one) =>
      one.design === row.design && one.build === row.build && one.instances === row.instances
    )
    if (was === undefined || five(was.instructions) === five(row.instructions)) return []
    return [
      `counts: ${row.design}, ${row.build}, ${row.instances} instances: ${five(row.instructions)} instructions, was ` +
      five(was.instructions)
    ]
  })
  return [...lines, ...counted].map((line) => `${line}\n`).join("") || "nothing differs beyond its interval\n"
}
