/** The numbers of traces that the literature gives, and numbers small enough to count by hand. */
import * as Context from "effect/Context"
import { assert, describe, it } from "vitest"
import * as published from "../../../src/scenarios/litmus/published.ts"
import { DepthFirst } from "../../../src/sim/explore/dfs.ts"
import { OptimalDpor } from "../../../src/sim/explore/dpor.ts"
import type { Strategy } from "../../../src/sim/explore/strategy.ts"
import { defaults } from "../../../src/sim/limits.ts"
import { Machine } from "../../../src/sim/machine.ts"
import type { Body } from "./traces.ts"

interface Counts {
  complete: number
  stuck: number
  redundant: number
  /** Executions after which the first object of main does not hold the expected value. */
  wrong: number
}

/** `npm run test:sweep` counts the largest as well. */
const sweep = process.env["HEDDLE_SWEEP"] !== undefined

/** Runs a whole search; `expected` is what the first object that main makes should hold at the end. */
const count = (body: Body, strategy: Strategy = new OptimalDpor(), expected?: unknown): Counts => {
  const machine = new Machine({ limits: defaults, services: Context.empty() })
  const counts = { complete: 0, stuck: 0, redundant: 0, wrong: 0 }
  while (strategy.next()) {
    const ending = machine.run(body, strategy)
    strategy.done(machine, ending)
    if (ending === "complete") counts.complete++
    if (ending === "stuck") counts.stuck++
    const first = machine.objects.find((object) => object?.name === "x")
    if (expected !== undefined && first?.state !== expected) counts.wrong++
  }
  counts.redundant = strategy.redundant
  return counts
}

const complete = (n: number): Counts => ({ complete: n, stuck: 0, redundant: 0, wrong: 0 })

describe("brute force", () => {
  // Interleavings of k tasks with n steps each: (kn)! / (n!)^k. Right are those in which no load comes
  // between another task's load and its store: the k n/2 blocks of load and store in any order, which
  // are (kn/2)! / ((n/2)!)^k: 6 of 70 and 90 of 34,650.
  it("loses updates of (2,4) in 64 of 70 interleavings", () => {
    assert.deepStrictEqual(count(published.lostUpdate(2, 4), new DepthFirst(), 4), { ...complete(70), wrong: 64 })
  })

  it("loses updates of (3,4) in 34,560 of 34,650 interleavings", () => {
    const expected = { ...complete(34_650), wrong: 34_560 }
    assert.deepStrictEqual(count(published.lostUpdate(3, 4), new DepthFirst(), 6), expected)
  })

  // 8 steps of 4 tasks, of which each pair on one fork excludes the other: also counted by hand for 2.
  // Two philosophers: 2 ways for either to take both forks first, 2 interleavings into the deadlock.
  it("runs the philosophers into the deadlock from both sides", () => {
    assert.deepStrictEqual(count(published.philosophers(2), new DepthFirst()).stuck, 2)
  })
})

describe("the optimal search runs as many executions as there are traces:", () => {
  // A trace of one load and one store each says which of L1 S1 L2 S2 came first: 3 of the 6 interleavings
  // S1 < L2, S2 < L1, and both loads before both stores with either store first: 4 traces.
  it("lost update (2,2): 4", () => {
    assert.deepStrictEqual(count(published.lostUpdate(2, 2), new OptimalDpor(), 2), { ...complete(4), wrong: 2 })
  })

  // Each reader comes before or after the one store: 2^n.
  it("readers: 2^n", () => {
    for (const n of [1, 2, 8, 10, 13]) assert.deepStrictEqual(count(published.readers(n)), complete(2 ** n))
  })

  // Stores of different values to one variable: n! orders.
  it("writers: n!", () => {
    assert.deepStrictEqual(count(published.writers(2)), complete(2))
    assert.deepStrictEqual(count(published.writers(5)), complete(120))
    assert.deepStrictEqual(count(published.writers(7)), complete(5040))
  })

  // Atomic additions give back what they found, so they do not commute: n! orders.
  it("ainc: n!", () => {
    assert.deepStrictEqual([2, 3, 4, 5, 6, 7].map((n) => count(published.ainc(n)).complete), [2, 6, 24, 120, 720, 5040])
  })

  // (n + 3) 2^(n - 2), and 2 for n = 1.
  it("lastzero", () => {
    assert.deepStrictEqual([1, 2, 3, 4].map((n) => count(published.lastzero(n)).complete), [2, 5, 12, 28])
    assert.deepStrictEqual(count(published.lastzero(5)), complete(64))
    assert.deepStrictEqual(count(published.lastzero(10)), complete(3328))
  })

  it.runIf(sweep)("lastzero(15): 147,456", { timeout: 600_000 }, () => {
    assert.deepStrictEqual(count(published.lastzero(15)), complete(147_456))
  })

  it("casrot", () => {
    const counts = [2, 3, 4, 5, 6, 7, 8, 9].map((n) => count(published.casrot(n)))
    assert.deepStrictEqual(counts, [2, 5, 14, 43, 144, 523, 2048, 8597].map(complete))
  })

  // Each fork goes first to its left or its right philosopher: 2^n, without the two in which all take
  // their left or all take their right first; the one deadlock is a trace as well.
  it("philosophers: 2^n - 1, one of which is the deadlock", () => {
    for (const n of [2, 3, 4, 5, 6]) {
      assert.deepStrictEqual(count(published.philosophers(n)), { ...complete(2 ** n - 2), stuck: 1 })
    }
  })

  // No two tasks meet in the table up to 11; each further task doubles three times.
  it("indexer: 8^(n - 11)", () => {
    assert.deepStrictEqual(count(published.indexer(11)), complete(1))
    assert.deepStrictEqual(count(published.indexer(12)), complete(8))
    assert.deepStrictEqual(count(published.indexer(13)), complete(64))
    assert.deepStrictEqual(count(published.indexer(14)), complete(512))
  })

  it.runIf(sweep)("indexer(15): 4,096", { timeout: 600_000 }, () => {
    assert.deepStrictEqual(count(published.indexer(15)), complete(4096))
  })

  // No two tasks meet on a block up to 13; each further task doubles once.
  it("filesystem: 2^(n - 13)", () => {
    assert.deepStrictEqual(
      [13, 14, 16, 18, 19, 22].map((n) => count(published.filesystem(n))),
      [1, 2, 8, 32, 64, 512].map(complete)
    )
  })
})
