/**
 * CS/reorder of SCTBench: tasks that set two variables one after the other, and tasks that expect both or none.
 *
 * The more tasks set, the sooner somebody has set both: a check is wrong only between the first store of a and the
 * first store of b. Source: SCTBench, concurrent-software-benchmarks (Thomson, Donaldson, Betts, TOPC 2016); the sizes
 * 50 and 100 are of PERIOD (Wen et al., "Controlled Concurrency Testing via Periodical Scheduling", ICSE 2022).
 */
import { assert } from "../../../sim/choice.ts"
import { variable } from "../../../sim/memory/variable.ts"
import { type CellSpec, scenario } from "../../../sim/scenario.ts"
import { mutex } from "../../../sim/sync/mutex.ts"
import { task } from "../../../sim/task.ts"
import { sampled } from "../sizes.ts"

/** How many tasks set and how many check, by the number in the published name. */
const sizes: { readonly [n: string]: readonly [setting: number, checking: number] } = {
  "n=3": [2, 1],
  "n=4": [3, 1],
  "n=5": [4, 1],
  "n=10": [9, 1],
  "n=20": [10, 10],
  "n=50": [40, 10],
  "n=100": [99, 1]
}
const exhaustible = new Set(["n=3", "n=4", "n=5"])

const bad = (shape: string): CellSpec => ({
  design: "bad",
  shape,
  declared: ["data-race", "assertion"],
  why: "nothing orders the accesses, and a check may come after the first store of a and before the first of b",
  // An execution of a hundred tasks takes as long as ten of others.
  ...(exhaustible.has(shape) ? {} : { search: shape === "n=100" ? { ...sampled, executions: 100 } : sampled })
})

export default scenario("sct/cs/reorder", {
  question: `Tasks store 1 to a, then -1 to b; others look at a, then at b, and expect both stores or none.
The window closes when the first of the setting tasks is done, and there are up to 99 of them.`,
  limits: { tasksMax: 101 },
  cells: [
    ...Object.keys(sizes).map(bad),
    { design: "ok", shape: "n=3", declared: "verified", why: "both stores, and both loads, are one critical section" }
  ]
}, function* reorder({ design, shape }) {
  const [setting, checking] = sizes[shape]
  const lock = yield* mutex("lock")
  const a = yield* variable("a", 0)
  const b = yield* variable("b", 0)

  function* set() {
    if (design === "ok") yield* lock.lock
    yield* a.store(1)
    yield* b.store(-1)
    if (design === "ok") yield* lock.unlock
  }
  function* check() {
    if (design === "ok") yield* lock.lock
    const isSet = (yield* a.load) === 1
    const seen = yield* b.load
    if (design === "ok") yield* lock.unlock
    yield* assert(seen === (isSet ? -1 : 0), "both are set, or none")
  }

  for (let i = 0; i < setting; i++) yield* task("set", set)
  for (let i = 0; i < checking; i++) yield* task("check", check)
})
