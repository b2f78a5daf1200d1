/**
 * What dispatch costs in each design: `npm run bench:dispatch [-- --quick] [--compare OLD.json]`.
 *
 * Prints the tables, writes all numbers to bench/results/dispatch.json and charts to bench/results/dispatch.html;
 * `npm run docs` makes docs/dispatch.md of the numbers. With --quick they go to dispatch-quick.json and .html.
 */
import * as fs from "node:fs"
import * as path from "node:path"
import { parseArgs } from "node:util"
import { type Group, measure, type Plan, type Results } from "./dispatch/measure.ts"
import { page } from "./dispatch/page.ts"
import { mixes, orders, ways } from "./dispatch/patterns.ts"
import { compare, tables } from "./dispatch/tables.ts"

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    compare: { type: "string" }
  }
})

const group = (some: Partial<Group>): Group => ({
  level: "native",
  build: "plain",
  call: "checked",
  order: "random",
  mix: "one",
  instances: 1000,
  cold: false,
  ...some
})

const once = (groups: ReadonlyArray<Group>): ReadonlyArray<Group> =>
  groups.filter((one, i) => groups.findIndex((other) => JSON.stringify(other) === JSON.stringify(one)) === i)

const sizes = [1, 10, 100, 1000, 10_000, 100_000]
const few = [1, 1000, 100_000]

/** The same cases at every level. */
const everyLevel = (level: Partial<Group>): ReadonlyArray<Group> =>
  once([
    ...sizes.map((instances) => group({ ...level, instances })),
    ...few.flatMap((instances) => ways.map((call) => group({ ...level, instances, call }))),
    ...few.map((instances) => group({ ...level, instances, mix: "mixed" })),
    ...orders.flatMap((order) => mixes.map((mix) => group({ ...level, order, mix, instances: 100_000 }))),
    group({ ...level, cold: true }),
    group({ ...level, cold: true, instances: 100_000 })
  ])

const native = [
  ...everyLevel({}),
  ...(["retpoline", "cet"] as const).flatMap((build) => [
    ...sizes.map((instances) => group({ build, instances })),
    ...ways.map((call) => group({ build, call })),
    group({ build, mix: "mixed" }),
    group({ build, cold: true })
  ])
]

const quick: Plan = {
  timed: [
    ...few.flatMap((instances) => (["plain", "retpoline"] as const).map((build) => group({ instances, build }))),
    ...(["webassembly", "v8"] as const).flatMap((level) =>
      [1, 100_000].map((instances) => group({ level, build: "", instances }))
    )
  ],
  counted: [group({}), group({ call: "plain" })],
  processes: 3,
  samples: 9,
  millis: 60
}

const full: Plan = {
  timed: once([
    ...native,
    ...everyLevel({ level: "webassembly", build: "" }),
    ...everyLevel({ level: "v8", build: "" })
  ]),
  counted: once(native.filter(({ cold }) => !cold)),
  processes: 6,
  samples: 15,
  millis: 100
}

const root = path.join(import.meta.dirname, "..")
const before = values.compare === undefined ? undefined : JSON.parse(fs.readFileSync(values.compare, "utf8")) as Results
if (before !== undefined && (before.format !== "heddle.dispatch" || before.version !== 2)) {
  throw new Error(`${values.compare} is no result of this version's bench:dispatch`)
}
const results = measure(values.quick ? quick : full, (line) => process.stderr.write(`${line}\n`))
const text = tables(results)
process.stdout.write(`${text}\n`)
const folder = path.join(root, "bench/results")
const name = values.quick ? "dispatch-quick" : "dispatch"
fs.mkdirSync(folder, { recursive: true })
fs.writeFileSync(path.join(folder, `${name}.json`), `${JSON.stringify(results, null, 2)}\n`)
fs.writeFileSync(path.join(folder, `${name}.html`), page(results))
if (before !== undefined) process.stdout.write(compare(results, before))
