/** Schedules as values: orders of a trace that respect it, and following one. */
import * as Context from "effect/Context"
import { assert, describe, it } from "vitest"
import { choose } from "../../../src/sim/choice.ts"
import { RandomWalk } from "../../../src/sim/explore/random.ts"
import {
  closure,
  executed,
  Follow,
  linearise,
  moveOf,
  type Preference,
  restless,
  steady
} from "../../../src/sim/explore/schedule.ts"
import { defaults } from "../../../src/sim/limits.ts"
import type { StepRecord } from "../../../src/sim/log.ts"
import { Machine } from "../../../src/sim/machine.ts"
import { variable } from "../../../src/sim/memory/variable.ts"
import { mutex } from "../../../src/sim/sync/mutex.ts"
import { task } from "../../../src/sim/task.ts"

function* program() {
  const lock = yield* mutex("lock")
  const x = yield* variable("x", 0)
  const mine = [yield* variable("a", 0), yield* variable("b", 0), yield* variable("c", 0)]
  for (const [i, own] of mine.entries()) {
    yield* task(`task ${i}`, function* run() {
      yield* own.store(yield* choose(2))
      yield* lock.lock
      yield* x.store((yield* x.load) + 1)
      yield* lock.unlock
      yield* own.store(2)
    })
  }
}

/** Some executions of the program, as drawn by a seed. */
function* executions() {
  const machine = new Machine({ limits: defaults, services: Context.empty() })
  for (let seed = 1; seed <= 10; seed++) {
    machine.run(program, new RandomWalk(seed))
    yield machine
  }
}

const switches = (order: ReadonlyArray<StepRecord>): number =>
  order.filter((record, i) => i > 0 && order[i - 1]!.task !== record.task).length

const account = (machine: Machine): ReadonlyArray<string> =>
  executed(machine).map(({ draws, result, step, task: { path }, nth }) =>
    `${path} ${nth} ${step.operation.name} ${step.object.name} ${String(result)} ${draws.join()}`
  )

describe("a linearisation", () => {
  for (const [name, prefer] of Object.entries({ steady, restless } satisfies Record<string, Preference>)) {
    it(`(${name}) has every step once, none before one it comes after`, () => {
      for (const machine of executions()) {
        const order = linearise(executed(machine), [], prefer)
        assert.sameMembers(order, [...executed(machine)])
        order.forEach((late, i) => {
          for (const later of order.slice(i + 1)) assert.isFalse(later !== late && later.before_(late))
        })
      }
    })

    it(`(${name}) can be followed, and every step of every task is as before`, () => {
      for (const machine of executions()) {
        const before = account(machine).toSorted()
        const moves = linearise(executed(machine), [], prefer).map(moveOf)
        const follow = new Follow(moves, false)
        assert.strictEqual(machine.run(program, follow), "complete")
        assert.isUndefined(follow.diverged)
        assert.deepStrictEqual(account(machine).toSorted(), before)
      }
    })
  }

  it("switches tasks no more often than what was run when steady, and more often when restless", () => {
    for (const machine of executions()) {
      const [calm, unrest] = [steady, restless].map((prefer) => switches(linearise(executed(machine), [], prefer)))
      assert.isBelow(calm!, unrest!)
      assert.isAtMost(calm!, switches(executed(machine)))
    }
  })

  it("puts a forced pair in the order asked for, where the trace leaves it open", () => {
    for (const machine of executions()) {
      const records = executed(machine)
      const firstOf = (name: string) => records.find((record) => record.task.name === name)!
      for (const [a, b] of [["task 0", "task 2"], ["task 2", "task 0"]] as const) {
        const order = linearise(records, [[firstOf(a), firstOf(b)]], steady)
        assert.isBelow(order.indexOf(firstOf(a)), order.indexOf(firstOf(b)))
      }
    }
  })

  it("goes on where forced pairs contradict each other", () => {
    for (const machine of executions()) {
      const records = executed(machine)
      const [a, b] = ["task 0", "task 1"].map((name) => records.find((record) => record.task.name === name)!)
      assert.sameMembers(linearise(records, [[a!, b!], [b!, a!]], steady), [...records])
    }
  })
})

describe("the closure of some steps", () => {
  it("is the steps they come after, the start of main, and themselves", () => {
    for (const machine of executions()) {
      const records = executed(machine)
      const [goal] = records.filter((record) => record.task.name === "task 1").slice(-1)
      const needed = new Set(closure(records, [goal!]))
      for (const record of records) {
        assert.strictEqual(needed.has(record), record.before_(goal!) || record.index === 0)
      }
    }
  })
})

describe("following a schedule", () => {
  const machine = new Machine({ limits: defaults, services: Context.empty() })
  const follow = (moves: ReadonlyArray<string>, goOn: boolean, body: () => Generator<any, any, any>) => {
    const followed = new Follow(moves.map((path) => ({ task: path, draws: [] })), goOn)
    return { ending: machine.run(body, followed), diverged: followed.diverged }
  }
  const locking = function*() {
    const lock = yield* mutex("lock")
    yield* task("other", function* other() {
      yield* lock.lock
    })
    yield* task("bystander", function* bystander() {
      yield* (yield* variable("x", 0)).store(1)
    })
    yield* lock.lock
  }

  it("ends after its last move, or goes on by the default policy", () => {
    assert.deepStrictEqual(follow(["main", "main/0"], false, program), { ending: "abandoned", diverged: undefined })
    assert.deepStrictEqual(follow(["main", "main/0"], true, program), { ending: "complete", diverged: undefined })
  })

  it("says which move did not fit, and why", () => {
    const why = (...moves: ReadonlyArray<string>) => follow(["main", ...moves], false, locking).diverged
    assert.strictEqual(why("main/0", "main"), "step 2: main should move but waits at mutex_lock of lock")
    assert.strictEqual(why("main/0", "main/0"), "step 2: other should move but has no step to take")
    assert.strictEqual(why("main/7"), "step 1: task main/7 should move but does not exist")
  })
})
