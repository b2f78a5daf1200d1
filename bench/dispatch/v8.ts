/**
 * The level of TypeScript: objects in V8, which is what the simulator itself pays. See sampling.ts for its command
 * line.
 */
import { patternLength } from "./patterns.ts"
import { type Case, type Run, sample } from "./sampling.ts"

type Op = (instance: number, argument: number) => number
type Table = ReadonlyArray<Op | undefined>

/** Distinct functions, so that the engine cannot take them for one. */
const table: Table = Array.from({ length: 48 }, (_, i) => {
  // The number that dispatch.c makes of the two digits of its name.
  const n = 10 * Math.floor(i / 8) + i % 8
  return new Function("instance", "argument", `return instance * ${n + 3} + (argument ^ ${n})`) as Op
})
const reloadTable = table.slice()
const bareTable: Table = table.map(() => undefined)

interface Instance {
  readonly ops: Table
  readonly reloadOps: Table
  /** One bit each for the operations 0 to 23 and from 24 on: more than 31 do not stay a small integer. */
  readonly low: number
  readonly high: number
  readonly registered: boolean
  lock: number
}

/** Those whose table says what they support; the others say it in bits. */
const byTable = new Set(["static-const", "copied-struct", "second-table"])

const instanceOf = (design: string, refuses: boolean): Instance => {
  const all = refuses && byTable.has(design) ? bareTable : table
  return {
    ops: design === "copied-struct" ? all.slice() : all,
    reloadOps: refuses ? bareTable : reloadTable,
    low: refuses ? 0 : 0xffffff,
    high: refuses ? 0 : 0xffffff,
    registered: !refuses,
    lock: 0
  }
}

type Calls = { readonly [design: string]: (at: Instance, op: number, instance: number, i: number) => number }

const ofOps = ({ ops }: Instance, op: number, instance: number, i: number) => ops[op]!(instance, i)
const ofTwo = ({ ops, reloadOps }: Instance, op: number, instance: number, i: number) =>
  (op < 2 ? reloadOps : ops)[op]!(instance, i)

/** Nothing is asked. */
const plain: Calls = {
  "static-const": ofOps,
  "copied-struct": ofOps,
  "caps-mask": ofOps,
  "fine-grained-caps": ofOps,
  "second-table": ofTwo,
  "registered-check": ofOps
}

/** Asked for, then called; what is not there comes to the instance's number. */
const checked: Calls = {
  "static-const": ({ ops }, op, instance, i) => ops[op] === undefined ? instance : ops[op](instance, i),
  "copied-struct": ({ ops }, op, instance, i) => ops[op] === undefined ? instance : ops[op](instance, i),
  "caps-mask": ({ low, ops }, op, instance, i) =>
    (low & 1) === 0 || ops[op] === undefined ? instance : ops[op](instance, i),
  "fine-grained-caps": ({ high, low, ops }, op, instance, i) =>
    ((op < 24 ? low >> op : high >> (op - 24)) & 1) === 0 ? instance : ops[op]!(instance, i),
  "second-table": ({ ops, reloadOps }, op, instance, i) => {
    const chosen = op < 2 ? reloadOps : ops
    return chosen[op] === undefined ? instance : chosen[op](instance, i)
  },
  "registered-check": (at, op, instance, i) => {
    at.lock = 1
    const value = at.registered && at.ops[op] !== undefined ? at.ops[op](instance, i) : instance
    at.lock = 0
    return value
  }
}

const prepare = ({ call: kind, design, instances, sequence }: Case): Run => {
  const all = Array.from({ length: instances }, () => instanceOf(design, kind === "refused"))
  const call = (kind === "plain" ? plain : checked)[design]!
  return (from, calls) => {
    let sum = 0
    for (let k = 0; k < calls; k++) {
      const i = (from + k) % patternLength
      const instance = sequence[2 * i]!
      sum += call(all[instance]!, sequence[2 * i + 1]!, instance, i)
    }
    return sum
  }
}

await sample(prepare)
