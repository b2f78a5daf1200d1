/** The table of operations is true: what steps do is declared, what is declared happens, each row has a source. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { sample } from "fast-check"
import { assert, describe, it } from "vitest"
import { scenarios } from "../../src/scenarios/index.ts"
import type { Checker } from "../../src/sim/check/checker.ts"
import { ACQUIRE, ACQUIRE_SHARED, RELEASE, RELEASE_SHARED, WRITE } from "../../src/sim/effects.ts"
import { ScenarioError } from "../../src/sim/errors.ts"
import { exploreCell } from "../../src/sim/explore/explore.ts"
import { RandomWalk } from "../../src/sim/explore/random.ts"
import { defaults } from "../../src/sim/limits.ts"
import { Machine } from "../../src/sim/machine.ts"
import { operationGroups } from "../../src/sim/operations.ts"
import { originalOf } from "../../src/sim/spin.ts"
import type { Operation } from "../../src/sim/step.ts"
import { spinlock } from "../../src/sim/sync/mutex.ts"
import { task } from "../../src/sim/task.ts"
import { bodyOf, families, programsOf } from "./explore/programs.ts"
import type { Body } from "./explore/traces.ts"

const operations = operationGroups.flatMap((group) => group.operations)

/** What the steps of each operation were seen to do. */
const seen = new Map<Operation, Set<number>>()

const watch: Checker = {
  name: "watch",
  check({ log }) {
    for (const { effects, fault, step } of log.records.slice(0, log.count)) {
      const { operation } = originalOf(step)
      // A store to read-only memory kills the task instead of being applied.
      if (fault?.kind === "read-only-write") continue
      const known = seen.get(operation)
      if (known === undefined) seen.set(operation, new Set([effects]))
      else known.add(effects)
    }
  }
}

/** Runs a program under some random schedules. */
const walk = (body: Body, options: { readonly deadlineOrder?: boolean } = {}): void => {
  const machine = new Machine({ limits: { ...defaults, stepsMax: 200 }, services: Context.empty(), ...options })
  const strategy = new RandomWalk(1)
  for (let execution = 0; execution < 20; execution++) {
    try {
      const ending = machine.run(body, strategy)
      watch.check({ machine, log: machine.log, ending }, () => undefined)
    } catch (error) {
      // A work item that queues itself makes tasks without end.
      if (!(error instanceof ScenarioError && error.reason === "limit")) throw error
    }
  }
}

for (const asked of scenarios) for (const cell of asked.cells) exploreCell(asked, cell, { checkers: [watch] })
for (const family of Object.keys(families)) {
  for (const program of sample(programsOf(family), { numRuns: 40, seed: 1 })) walk(bodyOf(program))
}
walk(function* spinning() {
  const lock = yield* spinlock("lock")
  yield* task("other", function* other() {
    yield* lock.unlock
    if (yield* lock.trylock) yield* lock.unlock
  })
  yield* lock.lock
  yield* lock.unlock
})
walk(function* sleeping() {
  yield* Effect.sleep(10)
}, { deadlineOrder: true })

describe("the table of operations", () => {
  it("has every operation that was executed", () => {
    const own = ({ source }: Operation) => source === "the scenario's own"
    const strangers = [...seen.keys()].filter((operation) => !own(operation) && !operations.includes(operation))
    assert.deepStrictEqual(strangers.map(({ name }) => name), [])
  })

  it("declares everything that a step was seen to do", () => {
    const declared = ({ outcomes }: Operation) => outcomes.map(({ effects }) => effects)
    const undeclared = [...seen].flatMap(([operation, effects]) =>
      [...effects].filter((bits) => !declared(operation).includes(bits)).map((bits) => `${operation.name}: ${bits}`)
    )
    assert.deepStrictEqual(undeclared, [])
  })

  it("declares nothing that never happens", () => {
    const unseen = operations.flatMap((operation) =>
      operation.outcomes.filter(({ effects }) => seen.get(operation)?.has(effects) !== true)
        .map(({ when }) => `${operation.name} ${when}`)
    )
    assert.deepStrictEqual(unseen, [])
  })

  it("names an operation once in its group, and the outcomes of an operation apart", () => {
    for (const { operations: group, title } of operationGroups) {
      const names = group.map(({ name }) => name)
      assert.strictEqual(new Set(names).size, names.length, title)
    }
    for (const { name, outcomes } of operations) {
      assert.isAbove(outcomes.length, 0, name)
      assert.strictEqual(new Set(outcomes.map(({ when }) => when)).size, outcomes.length, name)
      assert.strictEqual(new Set(outcomes.map(({ effects }) => effects)).size, outcomes.length, name)
    }
  })

  it("says `varies` of every operation that does not always read or always write", () => {
    const writing = ({ outcomes }: Operation) => new Set(outcomes.map(({ effects }) => effects & WRITE)).size > 1
    const silent = operations.filter((operation) => writing(operation) && operation.varies !== true)
    assert.deepStrictEqual(silent.map(({ name }) => name), [])
  })

  it("gives every row a source that a reader can open", () => {
    const lost = operations.filter(({ source }) =>
      source === "" || /\b(memory-models|design|engine|kernel)\.md/.test(source)
    )
    assert.deepStrictEqual(lost.map(({ name, source }) => `${name}: ${source}`), [])
  })

  it("makes no edge between steps that trace order leaves unordered", () => {
    const pairs = [[RELEASE, ACQUIRE], [RELEASE_SHARED, ACQUIRE_SHARED]] as const
    const loose = operationGroups.flatMap(({ operations: group }) => {
      const outcomes = group.flatMap(({ name, outcomes: all }) => all.map(({ effects }) => ({ name, effects })))
      return pairs.flatMap(([releases, acquires]) =>
        outcomes.filter((a) => (a.effects & releases) !== 0).flatMap((a) =>
          outcomes.filter((b) => (b.effects & acquires) !== 0 && ((a.effects | b.effects) & WRITE) === 0)
            .map((b) => `${a.name} -> ${b.name}`)
        )
      )
    })
    assert.deepStrictEqual(loose, [])
  })
})
