/**
 * CS/twostage of SCTBench: two values that belong together are written, and read, in two critical sections.
 *
 * Source: SCTBench, concurrent-software-benchmarks (Thomson, Donaldson, Betts, TOPC 2016), after "Two-Stage Access" of
 * Farchi, Nir, Ur, "Concurrent Bug Patterns and How to Test Them", IPDPS 2003; the sizes 20 and 50 are of PERIOD (Wen
 * et al., ICSE 2022).
 */
import { assert } from "../../../sim/choice.ts"
import { variable } from "../../../sim/memory/variable.ts"
import { type CellSpec, scenario } from "../../../sim/scenario.ts"
import { mutex } from "../../../sim/sync/mutex.ts"
import { task } from "../../../sim/task.ts"
import { sampled } from "../sizes.ts"

/** How many tasks write and how many read, by the number in the published name. */
const sizes: { readonly [n: string]: readonly [writing: number, reading: number] } = {
  "n=2": [1, 1],
  "n=20": [10, 10],
  "n=50": [40, 10]
}

const bad = (shape: string): CellSpec => ({
  design: "bad",
  shape,
  declared: shape === "n=2" ? "assertion" : ["data-race", "assertion"],
  why: "between the two sections the first value is new and the second one old" +
    (shape === "n=2" ? "" : "; and data1 is read under the lock of data2, while other writers store it"),
  ...(shape === "n=2" ? {} : { search: sampled })
})

export default scenario("sct/cs/twostage", {
  question:
    `A writer stores data1 under one lock, then data2 = data1 + 1 under another; a reader reads one after the other in
the same way and expects data2 = data1 + 1, unless data1 is still 0. Is a lock for each value enough?`,
  cells: [
    ...Object.keys(sizes).map(bad),
    { design: "ok", shape: "n=2", declared: "verified", why: "the first lock is held over both stages" }
  ]
}, function* twostage({ design, shape }) {
  const [writing, reading] = sizes[shape]
  const data1_lock = yield* mutex("data1_lock")
  const data2_lock = yield* mutex("data2_lock")
  const data1 = yield* variable("data1", 0)
  const data2 = yield* variable("data2", 0)
  const both = design === "ok"

  function* write() {
    yield* data1_lock.lock
    yield* data1.store(1)
    if (!both) yield* data1_lock.unlock
    yield* data2_lock.lock
    yield* data2.store((yield* data1.load) + 1)
    yield* data2_lock.unlock
    if (both) yield* data1_lock.unlock
  }
  function* read() {
    yield* data1_lock.lock
    const one = yield* data1.load
    if (!both || one === 0) yield* data1_lock.unlock
    if (one === 0) return
    yield* data2_lock.lock
    const two = yield* data2.load
    yield* data2_lock.unlock
    if (both) yield* data1_lock.unlock
    yield* assert(two === one + 1, "data2 is data1 + 1")
  }

  for (let i = 0; i < writing; i++) yield* task("write", write)
  for (let i = 0; i < reading; i++) yield* task("read", read)
})
