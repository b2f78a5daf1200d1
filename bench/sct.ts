/**
 * Schedules to the first bug on the programs of SCTBench and ConVul, beside the published figures:
 * `npm run bench:sct [-- --quick]`.
 *
 * Prints the tables and writes all numbers to bench/results/sct.json; `npm run docs` makes docs/sct.md of it. Counts
 * alone: every run gives the same bytes. `--quick` takes ten seeds and writes nothing.
 */
import * as fs from "node:fs"
import * as path from "node:path"
import { parseArgs } from "node:util"
import { measure } from "./sct/measure.ts"
import { programs } from "./sct/programs.ts"
import { tables } from "./sct/tables.ts"

/** 1 to 100, whatever they give. */
const seeds = Array.from({ length: 100 }, (_, i) => i + 1)

const { values } = parseArgs({ options: { quick: { type: "boolean", default: false } } })
const plan = values.quick
  ? { seeds: seeds.slice(0, 10), schedulesMax: 500, executionsMax: 2000 }
  : { seeds, schedulesMax: 2000, executionsMax: 20_000 }
const results = measure(plan, programs, (name) => process.stderr.write(`${name}\n`))
process.stdout.write(`${tables(results)}\n`)
if (!values.quick) {
  fs.writeFileSync(path.join(import.meta.dirname, "results/sct.json"), `${JSON.stringify(results, null, 2)}\n`)
}
