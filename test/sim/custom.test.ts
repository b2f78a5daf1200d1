/** Objects of one's own: the steps they give, the order they promise, and that no search misses an order of them. */
import type * as Effect from "effect/Effect"
import { array, assert as checkProperty, constantFrom, property } from "fast-check"
import { assert, describe, expectTypeOf, it } from "vitest"
import { assert as claim } from "../../src/sim/choice.ts"
import { object } from "../../src/sim/custom.ts"
import { ScenarioError } from "../../src/sim/errors.ts"
import { DepthFirst } from "../../src/sim/explore/dfs.ts"
import { OptimalDpor } from "../../src/sim/explore/dpor.ts"
import { exploreCell, type ExploreOptions } from "../../src/sim/explore/explore.ts"
import { variable } from "../../src/sim/memory/variable.ts"
import { type Program, scenario } from "../../src/sim/scenario.ts"
import type { Step } from "../../src/sim/step.ts"
import { task } from "../../src/sim/task.ts"
import { survey } from "./explore/traces.ts"

/** A counting semaphore. */
const semaphore = (name: string, count: number) =>
  object(name, count, {
    down: { enabled: (n) => n > 0, apply: (n) => [n - 1, undefined], edge: "acquire" },
    tryDown: { apply: (n) => n > 0 ? [n - 1, true] : [n, false], edge: (n) => n > 0 ? "acquire" : "none" },
    up: { apply: (n) => [n + 1, undefined], edge: "release" }
  })

/** A channel of one slot. */
const channel = (name: string) =>
  object(name, null as string | null, {
    send: { enabled: (slot) => slot === null, apply: (_, item: string) => [item, undefined], edge: "acquire-release" },
    receive: { enabled: (slot) => slot !== null, apply: (slot) => [null, slot!], edge: "acquire-release" },
    trySend: {
      apply: (slot, item: string) => slot === null ? [item, true] : [slot, false],
      edge: (slot) => slot === null ? "acquire-release" : "none"
    }
  })

/** Three tasks, two places. */
function* twoOfThree() {
  const places = yield* semaphore("places", 2)
  const inside = yield* variable("inside", 0)
  for (const name of ["a", "b", "c"]) {
    yield* task(name, function* visit() {
      yield* places.down()
      yield* claim((yield* inside.fetchAdd(1)) < 2, "at most two are inside")
      yield* inside.fetchAdd(-1)
      yield* places.up()
    })
  }
}

/** Two senders and a receiver; one of the senders gives up when the slot is full. */
function* throughOneSlot() {
  const slot = yield* channel("slot")
  const log = yield* variable("log", "")
  yield* task("first", function* first() {
    yield* slot.send("x")
    yield* log.xchg("first is done")
  })
  yield* task("second", function* second() {
    if (yield* slot.trySend("y")) yield* log.xchg("second is done")
  })
  yield* slot.receive()
  yield* log.readOnce
}

/** One step each of random tasks on a semaphore and a channel. */
const moves = {
  down: ({ places }) => places.down(),
  tryDown: ({ places }) => places.tryDown(),
  up: ({ places }) => places.up(),
  send: ({ slot }) => slot.send("sent"),
  trySend: ({ slot }) => slot.trySend("tried"),
  receive: ({ slot }) => slot.receive()
} satisfies Record<string, (objects: Objects) => Step<unknown>>

interface Objects {
  readonly places: Effect.Success<ReturnType<typeof semaphore>>
  readonly slot: Effect.Success<ReturnType<typeof channel>>
}

const randomTasks = array(array(constantFrom(...Object.values(moves)), { maxLength: 3 }), {
  minLength: 2,
  maxLength: 3
})

const running = (tasks: ReadonlyArray<ReadonlyArray<(objects: Objects) => Step<unknown>>>) =>
  function* main() {
    const objects = { places: yield* semaphore("places", 1), slot: yield* channel("slot") }
    for (const [i, steps] of tasks.entries()) {
      yield* task(`task ${i}`, function* run() {
        for (const step of steps) yield* step(objects)
      })
    }
  }

/** Plain search runs a trace as often as it has interleavings, the optimal one once; both see the same traces. */
const expectSameTraces = (program: () => Generator<any, void, any>): void => {
  const all = survey(program, new DepthFirst())
  const reduced = survey(program, new OptimalDpor())
  assert.deepStrictEqual([...reduced.traces.keys()].toSorted(), [...all.traces.keys()].toSorted())
  assert.deepStrictEqual([...reduced.traces.values()].filter(({ runs }) => runs !== 1), [])
  assert.strictEqual(reduced.redundant, 0)
  assert.deepStrictEqual(all.disagreements, [])
  for (const { linearisations, runs } of all.traces.values()) assert.strictEqual(runs, linearisations)
}

const explored = (program: Program, options?: ExploreOptions) => {
  const asked = scenario("test/custom", program)
  return exploreCell(asked, asked.cells[0]!, options)
}

const kindsOf = (program: Program) => explored(program).findings.map(({ kind }) => kind)

describe("an object of one's own", () => {
  it("has methods that take the arguments of apply and give steps of its result", () => {
    type Channel = Effect.Success<ReturnType<typeof channel>>
    expectTypeOf<Channel["send"]>().toEqualTypeOf<(item: string) => Step<undefined>>()
    expectTypeOf<Channel["receive"]>().toEqualTypeOf<() => Step<string>>()
    expectTypeOf<Channel["trySend"]>().toEqualTypeOf<(item: string) => Step<boolean>>()
  })

  it("is explored in every order, each trace once: a semaphore, a channel, random programs of both", () => {
    expectSameTraces(twoOfThree)
    expectSameTraces(throughOneSlot)
    checkProperty(property(randomTasks, (tasks) => expectSameTraces(running(tasks))), { numRuns: 200, seed: 1 })
  })

  it("gives the same findings under dfs and dpor", () => {
    for (const program of [twoOfThree, throughOneSlot]) {
      const keys = (strategy: "dfs" | "dpor") => explored(program, { strategy }).findings.map(({ key }) => key)
      assert.deepStrictEqual(keys("dpor"), keys("dfs"))
    }
  })

  it("waits: who waits for ever is in a DEADLOCK", () => {
    const kinds = kindsOf(function* main() {
      const places = yield* semaphore("places", 1)
      yield* places.down()
      yield* places.down()
    })
    assert.deepStrictEqual(kinds, ["deadlock"])
  })

  it("orders what its callers do as declared, and not otherwise", () => {
    const passing = (edge: "none" | "acquire-release") =>
      kindsOf(function* main() {
        const done = yield* object("done", false, {
          set: { apply: () => [true, undefined], edge: edge === "none" ? "none" : "release" },
          wait: { enabled: (is) => is, apply: (is) => [is, undefined], edge: edge === "none" ? "none" : "acquire" }
        })
        const data = yield* variable("data", 0)
        yield* task("writer", function* writer() {
          yield* data.store(1)
          yield* done.set()
        })
        yield* done.wait()
        yield* data.load
      })
    assert.deepStrictEqual(passing("acquire-release"), [])
    assert.deepStrictEqual(passing("none"), ["data-race"])
  })

  it("lets a try that fails order nothing", () => {
    const kinds = kindsOf(function* main() {
      const places = yield* semaphore("places", 0)
      const data = yield* variable("data", 0)
      yield* task("writer", function* writer() {
        yield* data.store(1)
        yield* places.up()
      })
      yield* places.tryDown()
      yield* data.load
    })
    assert.deepStrictEqual(kinds, ["data-race"])
  })

  it("is a protection of its own: without waiting and order the semaphore lets in too many", () => {
    const { protections, verdict } = explored(twoOfThree, { mutation: true })
    assert.strictEqual(verdict, "verified")
    assert.include((protections ?? []).map((set) => set.join()), "waiting and order of places")
  })

  it("may have a state that looks like a lock of heddle's", () => {
    const kinds = kindsOf(function* main() {
      const gate = yield* object("gate", { readers: 1, writer: 0, sections: 2 }, {
        pass: { enabled: ({ readers }) => readers === 0, apply: (state) => [state, undefined] }
      })
      yield* gate.pass()
    })
    assert.deepStrictEqual(kinds, ["deadlock"])
  })

  it("ends the search when an operation throws, or changes the state in place", () => {
    const applying = (apply: (state: Array<number>) => readonly [Array<number>, void]) => () =>
      explored(function* main() {
        const list = yield* object("list", [] as Array<number>, { add: { apply } })
        yield* list.add()
      })
    const broken = applying(() => {
      throw new TypeError("no list")
    })
    assert.throws(broken, ScenarioError, "operation add of object list threw TypeError: no list")
    const inPlace = applying((state) => [state, void state.push(1)])
    assert.throws(inPlace, ScenarioError, /operation add of object list threw TypeError: .*not extensible/)
  })
})
