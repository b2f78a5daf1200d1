/**
 * What dispatch costs in each design: `npm run bench:dispatch [-- --quick] [--compare OLD.json]`.
 *
 * Prints the tables and writes all numbers to bench/results/dispatch.json; `npm run docs` makes docs/dispatch.md of it.
 */
import * as fs from "node:fs"
import * as path from "node:path"
import { parseArgs } from "node:util"
import { type Group, measure, type Plan, type Results } from "./dispatch/measure.ts"
import { type Build, builds } from "./dispatch/native.ts"
import { mixes, orders } from "./dispatch/patterns.ts"
import { compare, tables } from "./dispatch/tables.ts"

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    compare: { type: "string" }
  }
})

const group = (some: Partial<Group>): Group => (
  { level: "native", build: "plain", order: "random", mix: "one", instances: 1000, cold: false, ...some }
)

const quick: Plan = {
  native: [1, 1000, 100_000].flatMap((instances) =>
    (["plain", "retpoline"] as const).map((build) => group({ instances, build }))
  ),
  v8: [1, 100_000].map((instances) => group({ level: "v8", build: "", instances })),
  counted: [{ build: "plain", instances: 1000 }],
  processes: 3,
  samples: 9,
  millis: 60
}

const full: Plan = {
  native: [
    ...[1, 10, 100, 1000, 10_000, 100_000].flatMap((instances) =>
      (Object.keys(builds) as ReadonlyArray<Build>).map((build) => group({ instances, build }))
    ),
    ...orders.flatMap((order) => mixes.map((mix) => group({ order, mix, instances: 100_000 }))),
    ...(["plain", "retpoline"] as const).flatMap((build) => [
      group({ build, mix: "mixed" }),
      group({ build, cold: true })
    ])
  ].filter((one, i, all) => all.findIndex((other) => JSON.stringify(other) === JSON.stringify(one)) === i),
  v8: [1, 1000, 100_000].flatMap((instances) => mixes.map((mix) => group({ level: "v8", build: "", instances, mix }))),
  counted: [1, 1000, 100_000].flatMap((instances) => [
    { build: "plain" as const, instances },
    { build: "retpoline" as const, instances }
  ]),
  processes: 7,
  samples: 15,
  millis: 200
}

const root = path.join(import.meta.dirname, "..")
const before = values.compare === undefined ? undefined : JSON.parse(fs.readFileSync(values.compare, "utf8")) as Results
if (before !== undefined && before.format !== "heddle.dispatch") {
  throw new Error(`${values.compare} is no result of bench:dispatch`)
}
const results = measure(values.quick ? quick : full, (line) => process.stderr.write(`${line}\n`))
const text = tables(results)
process.stdout.write(`${text}\n`)
const folder = path.join(root, "bench/results")
fs.mkdirSync(folder, { recursive: true })
fs.writeFileSync(
  path.join(folder, values.quick ? "dispatch-quick.json" : "dispatch.json"),
  `${JSON.stringify(results, null, 1)}\n`
)
if (before !== undefined) process.stdout.write(compare(results, before))
