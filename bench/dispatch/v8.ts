/**
 * The level of TypeScript: objects in V8, which is what the simulator itself pays. One case a process.
 *
 *   node bench/dispatch/v8.ts DESIGN ORDER MIX INSTANCES MILLIS
 *
 * Prints nanoseconds a call (median and least of tinybench's samples) and the sum that every design must come to.
 */
import { Bench } from "tinybench"
import { type Mix, type Order, pattern, patternLength } from "./patterns.ts"

type Op = (instance: number, argument: number) => number
type Table = ReadonlyArray<Op>

const [design, order, mix, count, millis] = process.argv.slice(2) as [string, Order, Mix, string, string]
const instances = Number(count)

/** Distinct functions, so that the engine cannot take them for one. */
const table: Table = Array.from({ length: 48 }, (_, i) => {
  // The number that dispatch.c makes of the two digits of its name.
  const n = 10 * Math.floor(i / 8) + i % 8
  return new Function("instance", "argument", `return instance * ${n + 3} + (argument ^ ${n})`) as Op
})
const reloadTable = table.slice()

interface Instance {
  readonly ops: Table
  readonly reloadOps: Table
  /** One bit each for the operations 0 to 23 and from 24 on: more than 31 do not stay a small integer. */
  readonly low: number
  readonly high: number
  registered: boolean
  lock: number
}

const all: ReadonlyArray<Instance> = Array.from({ length: instances }, () => ({
  ops: design === "copied-struct" ? table.slice() : table,
  reloadOps: reloadTable,
  low: 0xffffff,
  high: 0xffffff,
  registered: true,
  lock: 0
}))

const calls: { readonly [design: string]: (at: Instance, op: number, instance: number, i: number) => number } = {
  "const-pointer": ({ ops }, op, instance, i) => ops[op] === undefined ? 0 : ops[op](instance, i),
  "copied-struct": ({ ops }, op, instance, i) => ops[op] === undefined ? 0 : ops[op](instance, i),
  "caps-mask": ({ low, ops }, op, instance, i) => (low & 1) === 0 || ops[op] === undefined ? 0 : ops[op](instance, i),
  "fine-grained-caps": ({ high, low, ops }, op, instance, i) =>
    ((op < 24 ? low >> op : high >> (op - 24)) & 1) === 0 ? 0 : ops[op]!(instance, i),
  "second-table": ({ ops, reloadOps }, op, instance, i) => {
    const chosen = op < 2 ? reloadOps : ops
    return chosen[op] === undefined ? 0 : chosen[op](instance, i)
  },
  "registered-check": (at, op, instance, i) => {
    at.lock = 1
    const value = at.registered && at.ops[op] !== undefined ? at.ops[op](instance, i) : 0
    at.lock = 0
    return value
  }
}

const sequence = pattern(order, mix, instances)
const call = calls[design]!

const batch = 4096
let from = 0
const run = (): number => {
  let sum = 0
  for (let k = 0; k < batch; k++) {
    const i = (from + k) % patternLength
    const instance = sequence[2 * i]!
    sum += call(all[instance]!, sequence[2 * i + 1]!, instance, i)
  }
  from = (from + batch) % patternLength
  return sum
}

let sum = 0
for (let i = 0; i < patternLength / batch; i++) sum += run()

let sink = 0
const bench = new Bench({ time: Number(millis), warmupTime: 50 })
bench.add(design, () => {
  sink += run()
})
await bench.run()
const [task] = bench.tasks
const result = task!.result as { readonly latency: { readonly p50: number; readonly min: number } }
const nanos = (ms: number) => ms * 1e6 / batch
process.stdout.write(`${JSON.stringify({ p50: nanos(result.latency.p50), min: nanos(result.latency.min), sum })}\n`)
if (Number.isNaN(sink)) process.exitCode = 1
