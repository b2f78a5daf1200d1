/** Loops that wait without saying so: which are known, what they wait for, and which go on to the limit of steps. */
import * as v8 from "node:v8"
import * as vm from "node:vm"
import { assert, describe, it } from "vitest"
import { type Variable, variable } from "../../src/sim/memory/variable.ts"
import { spinlock } from "../../src/sim/sync/mutex.ts"
import { task } from "../../src/sim/task.ts"
import { explored, traces } from "./searching.ts"

const stepsMax = 300

/** A task that loops as it is told, and one that sets the flag. */
const polling = (loop: (flag: Variable<number>) => Generator<any, void, any>) =>
  function* main() {
    const flag = yield* variable("flag", 0)
    yield* task("setter", function* setter() {
      yield* flag.writeOnce(1)
    })
    yield* loop(flag)
  }

const isKnown = (loop: (flag: Variable<number>) => Generator<any, void, any>) =>
  explored(polling(loop), { limits: { stepsMax }, first: true }).exhaustive

describe("a loop that only reads", () => {
  it("costs two rounds more than one that is declared", () => {
    const declared = function* declared(flag: Variable<number>) {
      yield* flag.await((value) => value === 1)
    }
    const plain = function* plain(flag: Variable<number>) {
      while ((yield* flag.readOnce) === 0) {}
    }
    assert.deepStrictEqual([declared, plain].map((loop) => traces(polling(loop))), [1, 3])
  })

  it("is known when it goes through calls, and where values of its own stay the same", () => {
    const isSet = function* isSet(flag: Variable<number>, options: { readonly wanted: number }) {
      return (yield* flag.readOnce) === options.wanted
    }
    assert.isTrue(isKnown(function* calls(flag) {
      const options = { wanted: 1 }
      let last = false
      while (!last) last = yield* isSet(flag, options)
    }))
  })

  it("is known after a loop over values, and not inside one", () => {
    assert.isTrue(isKnown(function* after(flag) {
      for (const _ of [1, 2]) yield* flag.readOnce
      while ((yield* flag.readOnce) === 0) {}
    }))
    // Where it stands in the array is held in no variable.
    assert.isFalse(isKnown(function* inside(flag) {
      for (const _ of Array.from({ length: 1000 })) if ((yield* flag.readOnce) === 1) return
    }))
  })

  it("is not known when it counts, in a variable, a part of one, or what a function has captured", () => {
    assert.isFalse(isKnown(function* counts(flag) {
      for (let n = 0; n < 1000; n++) if ((yield* flag.readOnce) === 1) return
    }))
    assert.isFalse(isKnown(function* part(flag) {
      const state = { tries: [0] }
      while ((yield* flag.readOnce) === 0 && state.tries[0]! < 1000) state.tries[0]!++
    }))
    assert.isFalse(isKnown(function* captured(flag) {
      const more = (() => {
        let left = 1000
        return () => left-- > 0
      })()
      while ((yield* flag.readOnce) === 0 && more()) {}
    }))
  })

  it("has as many traces however hot its code is: 15 times the orders of what has nothing to do with it", () => {
    const program = (noise: number) =>
      function* main() {
        const [x, y, z] = [yield* variable("x", 0), yield* variable("y", 0), yield* variable("z", 0)]
        for (const name of ["a", "b"]) {
          yield* task(name, function* bump() {
            for (let i = 0; i < noise; i++) yield* z.fetchAdd(1)
          })
        }
        yield* task("loop", function* loop() {
          yield* y.readOnce
          for (;;) {
            const one = yield* x.readOnce
            if (one > 0) break
            const other = yield* y.readOnce
            if (other > 0) break
          }
        })
        yield* x.writeOnce(0)
        yield* x.writeOnce(0)
      }
    const count = (noise: number) =>
      explored(program(noise), { minimise: 0, limits: { executionsMax: 30_000 } }).stats.traces
    // Optimised code no longer shows `one` after the second read.
    assert.deepStrictEqual([0, 4, 6, 4, 0].map(count), [15, 15 * 70, 15 * 924, 15 * 70, 15])
  }, 60_000)

  it("ends when it counts, having tried as often as it says", () => {
    const { exhaustive, stats } = explored(function* main() {
      const flag = yield* variable("flag", 0)
      for (let n = 0; n < 20 && (yield* flag.readOnce) === 0; n++) {}
    })
    assert.isTrue(exhaustive)
    assert.strictEqual(stats.steps, 21)
  })

  it("waits for a change of any object that it reads, also of a lock", () => {
    const { findings, exhaustive } = explored(function* main() {
      const lock = yield* spinlock("lock")
      const [a, b] = [yield* variable("a", 0), yield* variable("b", 0)]
      yield* lock.lock
      yield* task("tries", function* tries() {
        while (!(yield* lock.trylock)) {}
        yield* lock.unlock
      })
      yield* task("either", function* either() {
        while ((yield* a.readOnce) === 0 && (yield* b.readOnce) === 0) {}
      })
      yield* lock.unlock
      yield* b.writeOnce(1)
    })
    assert.deepStrictEqual(findings, [])
    assert.isTrue(exhaustive)
  })
})

describe("what is read of a task's code", () => {
  it("is not kept", async () => {
    const kept: Array<WeakRef<object>> = []
    explored(polling(function* polls(flag) {
      const held = { flag }
      kept.push(new WeakRef(held))
      while ((yield* held.flag.readOnce) === 0) {}
    }))
    // What a job has made is kept to its end.
    await new Promise((resolve) => setImmediate(resolve))
    v8.setFlagsFromString("--expose-gc")
    vm.runInNewContext("gc")()
    assert.isAbove(kept.length, 2)
    assert.deepStrictEqual(kept.slice(0, -1).filter((ref) => ref.deref() !== undefined), [])
  })
})

describe("a loop that reaches the limit of steps", () => {
  it("is named with its line, and with what it could wait for", () => {
    const { bounds, loops, verdict } = explored(
      polling(function* polls(flag) {
        for (let n = 0; n < 1000; n++) if ((yield* flag.readOnce) === 1) return
      }),
      { limits: { stepsMax } }
    )
    assert.deepStrictEqual([verdict, bounds], ["no-finding", [`${stepsMax} steps an execution`]])
    assert.deepStrictEqual(loops!.map(({ frames, ...loop }) => ({ ...loop, fn: frames[0]!.fn })), [
      { task: "main", steps: ["READ_ONCE(flag)"], await: "flag", fn: "polls" }
    ])
    assert.match(loops![0]!.frames[0]!.file, /spin\.test\.ts$/)
  })

  it("is named by its whole round, without a variable to wait for where it touches several", () => {
    const { loops } = explored(function* main() {
      const [a, b] = [yield* variable("a", 0), yield* variable("b", 0)]
      for (let n = 0; n < 1000; n++) {
        yield* a.load
        yield* b.store(n)
      }
    }, { limits: { stepsMax } })
    assert.deepStrictEqual(loops!.map(({ await: one, steps }) => [steps.toSorted(), one]), [
      [["load(a)", "store(b)"], undefined]
    ])
  })
})
