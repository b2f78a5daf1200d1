/**
 * Findings as litmus tests: they parse, mean what the finding's execution did, and their condition can be met; what is
 * no straight line is refused with the step.
 */
import { assert, describe, expect, it } from "vitest"
import * as H from "../../src/index.ts"
import { litmus } from "../../src/report/litmus.ts"
import { litmus as published } from "../../src/scenarios/litmus/scenarios.ts"
import lostUpdate from "../../src/scenarios/races/lost-update.ts"
import messagePassing from "../../src/scenarios/races/message-passing.ts"
import peterson from "../../src/scenarios/races/peterson.ts"
import type { Scenario } from "../../src/sim/scenario.ts"
import * as F from "./fixtures.ts"
import { met, parse, type Program, scenarioOf } from "./litmus-program.ts"

const quick = { mutation: false, minimise: 0 } as const

/** The form of each finding of each cell. */
const testsOf = (scenario: Scenario): ReadonlyArray<string> =>
  scenario.cells.map((cell) => H.exploreCell(scenario, cell, quick)).flatMap((result) =>
    result.findings.map((finding) => litmus(F.report([{ ...result, findings: [finding] }])))
  )

const isMet = (program: Program): boolean => {
  const scenario = scenarioOf(program)
  return H.exploreCell(scenario, scenario.cells[0]!, quick).findings.some(({ title }) => title === `assertion: ${met}`)
}

/** Every operation that has a counterpart, and names that are none in C. */
const everything = H.scenario("test/everything", function* main() {
  const x = yield* H.variable("x", 3)
  const flag = yield* H.variable("flag.up", false)
  const flag2 = yield* H.variable("flag_up", -1)
  const count = yield* H.variable("int", 0)
  const lock = yield* H.mutex("r1")
  const spin = yield* H.spinlock("spin lock")
  const sections = yield* H.rcu("rcu")
  const writer = yield* H.task("writer", function*() {
    yield* lock.lock
    yield* x.store(-4)
    yield* flag2.writeOnce(1)
    yield* lock.unlock
    yield* flag.storeRelease(true)
    yield* flag2.cmpxchg(1, 2)
    yield* flag2.cmpxchg(1, 5)
    yield* count.fetchAdd(-2)
    yield* sections.synchronize
  })
  const reader = yield* H.task("reader", function*() {
    yield* sections.readLock
    yield* spin.trylock
    yield* flag.loadAcquire
    yield* flag2.readOnce
    yield* count.xchg(7)
    yield* spin.unlock
    yield* sections.readUnlock
    yield* x.load
  })
  yield* writer.join
  yield* reader.join
  yield* H.assert(false, "seen to its end")
})

const refusalOf = (body: () => Generator<any, void, any>): string => {
  const scenario = H.scenario("test/refused", body)
  const text = testsOf(scenario).join("")
  return /No litmus test: (.*)\n/.exec(text)?.[1] ?? `not refused: ${text}`
}

describe("a litmus test", () => {
  const some = published.filter(({ name }) => /lastwrite|readers/.test(name))
  const tests = [lostUpdate, messagePassing, peterson, everything, ...some].flatMap(testsOf)
    .filter((text) => text.startsWith("C "))

  it("is made of every straight line", () => {
    assert.isAtLeast(tests.length, 10)
    const fns = new Set(
      tests.flatMap((text) => parse(text).threads).flatMap(({ body }) => body).flatMap(({ from }) =>
        from.tag === "call" ? [from.fn] : []
      )
    )
    assert.includeMembers([...fns], [
      "READ_ONCE",
      "WRITE_ONCE",
      "smp_load_acquire",
      "smp_store_release",
      "xchg",
      "cmpxchg",
      "atomic_fetch_add",
      "spin_lock",
      "spin_unlock",
      "spin_trylock",
      "rcu_read_lock",
      "rcu_read_unlock",
      "synchronize_rcu"
    ])
  })

  it("has a condition that heddle meets when it runs the test, and not with another value", () => {
    for (const text of tests) {
      const program = parse(text)
      assert.isTrue(isMet(program), text)
      const [first, ...rest] = program.exists
      assert.isFalse(isMet({ ...program, exists: [{ ...first!, value: first!.value + 1000 }, ...rest] }), text)
    }
  })

  it("reads as one writes it by hand", async () => {
    await expect(testsOf(lostUpdate).find((text) => text.includes("+assertion"))).toMatchFileSnapshot(
      "../golden/report/litmus-lost-update.txt"
    )
    await expect(testsOf(everything).find((text) => text.includes("+assertion"))).toMatchFileSnapshot(
      "../golden/report/litmus-everything.txt"
    )
  })
})

describe("no litmus test is made", () => {
  const race = function*(before: (x: H.Variable<any>) => Generator<any, void, any>, first: unknown = 0) {
    const x = yield* H.variable<any>("x", first)
    const one = yield* H.task("one", function*() {
      yield* before(x)
    })
    yield* H.task("two", function*() {
      yield* x.store(first)
    })
    yield* one.join
    yield* H.assert(false, "seen to its end")
  }

  it("of a loop", () => {
    const loop = function*(x: H.Variable<number>) {
      for (let i = 0; i < 2; i += 1) yield* x.load
    }
    assert.match(refusalOf(() => race(loop)), /^step \d+ is step \d+ again: a loop$/)
  })

  it("of an allocation", () => {
    const allocating = function*(x: H.Variable<number>) {
      const block = yield* H.alloc("block", { a: 0 })
      yield* block.a.load
      yield* H.free(block)
      yield* x.load
    }
    assert.match(refusalOf(() => race(allocating)), /^step \d+, kzalloc\(block\): an allocation has no counterpart$/)
  })

  it("of a wait, and of a deadlock", () => {
    const waiting = function*(x: H.Variable<number>) {
      yield* x.await(() => true)
      yield* x.store(2)
    }
    assert.match(refusalOf(() => race(waiting)), /^step \d+, await\(x\): await has no counterpart$/)
    const stuck = function*() {
      const lock = yield* H.mutex("lock")
      yield* lock.lock
      yield* lock.lock
    }
    assert.match(refusalOf(stuck), /^main waits in mutex_lock\(lock\) at the end: there is no final state$/)
  })

  it("of values that are no integers", () => {
    const reading = function*(x: H.Variable<string>) {
      yield* x.load
    }
    assert.match(refusalOf(() => race(reading, "a name")), /^step \d+, x.*: 'a name' is no integer$/)
  })
})
