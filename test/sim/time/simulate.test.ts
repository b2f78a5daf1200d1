import { assert, describe, it } from "@effect/vitest"
import { scenarios } from "../../../src/scenarios/index.ts"
import { assert as claim } from "../../../src/sim/choice.ts"
import { replay } from "../../../src/sim/explore/replay.ts"
import { variable } from "../../../src/sim/memory/variable.ts"
import { type Cell, scenario } from "../../../src/sim/scenario.ts"
import { mutex } from "../../../src/sim/sync/mutex.ts"
import { task } from "../../../src/sim/task.ts"
import { constant, exponential, type Latency, logNormal, uniform } from "../../../src/sim/time/latency.ts"
import { passes, spends } from "../../../src/sim/time/places.ts"
import { simulateCell, type SimulateOptions } from "../../../src/sim/time/simulate.ts"
import type { Arrival, Timing } from "../../../src/sim/time/timing.ts"

const guess = (latency: Latency) => ({ latency, source: "test" })
const cpus = { count: 8, quantum: Number.POSITIVE_INFINITY }
const timing: Timing = { step: guess(exponential(1000)), wakeup: guess(constant(5000)) }

/** A writer keeps a word set for 1000 ns; a reader comes at some time. */
const window = scenario("test/window", { designs: { plain: ["data-race", "assertion"] } }, function*() {
  const open = yield* variable("open", 0)
  yield* task("writer", function*() {
    yield* spends("before")
    yield* open.writeOnce(1)
    yield* passes("opened")
    yield* spends("update")
    yield* open.writeOnce(0)
    yield* passes("closed")
  })
  yield* task("reader", function*() {
    yield* claim((yield* open.readOnce) === 0, "the reader comes into the window")
  })
})
const [cell] = window.cells as ReadonlyArray<Cell>

const arriving = (latency: Latency): SimulateOptions => ({
  timing: {
    step: guess(constant(0)),
    wakeup: guess(constant(0)),
    activities: { before: guess(constant(0)), update: guess(constant(1000)) },
    windows: [{ from: "opened", to: "closed" }]
  },
  arrival: { name: "reader", tasks: ["reader"], ...guess(latency) } satisfies Arrival,
  seed: 1,
  runs: 20_000,
  cpus
})
/** Readers come at this rate per nanosecond. */
const poisson = (rate: number) => arriving(exponential(1 / rate))

/** A writer that holds a lock before the word is set; whoever waits for the lock reads it at once. */
const queued = scenario("test/queued", { designs: { plain: "assertion" } }, function*() {
  const open = yield* variable("open", 0)
  const lock = yield* mutex("lock")
  yield* task("writer", function*() {
    yield* spends("before")
    yield* lock.lock
    yield* spends("hold")
    yield* open.writeOnce(1)
    yield* lock.unlock
    yield* spends("update")
    yield* open.writeOnce(0)
  })
  yield* task("reader", function*() {
    yield* lock.lock
    yield* claim((yield* open.readOnce) === 0, "the reader comes into the window")
    yield* lock.unlock
  })
})

describe("a moment that no declared window marks, and that moves a thousandfold from run to run", () => {
  const day = 86_400e9
  const once = { before: guess(logNormal(50_000, 1.5)), update: guess(constant(5)) }
  const cases = {
    "of 5 ns": { of: window, activities: once, width: 5 },
    "that is longer for who waits for a lock": {
      of: queued,
      activities: { ...once, hold: guess(exponential(1000)) },
      width: 1005
    }
  }
  for (const [name, { activities, of, width }] of Object.entries(cases)) {
    it(`is hit as often as it is open, by users who come at any time of a day: ${name}`, () => {
      const options = arriving(uniform(0, day))
      const runs = {
        ...options,
        timing: { step: options.timing.step, wakeup: options.timing.wakeup, activities },
        runs: 1000
      }
      const expected = width / day
      const found = Array.from({ length: 10 }, (_, i) => simulateCell(of, of.cells[0]!, { ...runs, seed: i + 1 }))
        .filter(({ doubt }) => doubt === undefined)
      assert.isAtLeast(found.length, 8, "refuses")
      const held = found.filter(({ hit }) => hit.low <= expected && expected <= hit.high).length
      assert.isAtLeast(held, found.length - 2)
      assert.closeTo(found.reduce((sum, { hit }) => sum + hit.value, 0) / found.length / expected, 1, 0.1)
    }, 120_000)
  }
})

describe("the window that readers hit", () => {
  it("is as wide as the update takes", () => {
    const [{ max, name, p50 }] = simulateCell(window, cell, { ...poisson(1e-3), runs: 100 }).windows
    assert.deepStrictEqual([name, p50, max], ["opened to closed", 1000, 1000])
  })

  it("is hit with 1 - exp(-lambda w) by Poisson arrivals, counted", () => {
    const { hit, method } = simulateCell(window, cell, poisson(1e-3))
    const expected = 1 - Math.exp(-1)
    assert.strictEqual(method, "counting")
    assert.isAtMost(Math.abs(hit.value - expected), 2.04 * (hit.high - hit.low) / 2)
  })

  for (const rate of [1e-8, 1e-12]) {
    it(`is hit with 1 - exp(-lambda w) by Poisson arrivals that are rare: ${rate} a nanosecond`, () => {
      const { hit, method } = simulateCell(window, cell, { ...poisson(rate), runs: 4000 })
      const expected = -Math.expm1(-rate * 1000)
      assert.strictEqual(method, "importance sampling")
      assert.isAtMost(Math.abs(hit.value - expected), 2.04 * (hit.high - hit.low) / 2)
      assert.isBelow(hit.high - hit.low, expected / 5)
    })
  }

  // The reader's chance to come at t, times the update's to take longer.
  const oneInTheOther = (median: number, sigma: number) => {
    let sum = 0
    const [slices, length] = [100_000, Math.log(100 * median)]
    for (let i = 0; i < slices; i++) {
      const log = (i + 0.5) / slices * length
      const z = (log - Math.log(median)) / sigma
      sum += Math.exp(-z * z / 2 - Math.exp(log) / 1000) / (sigma * Math.sqrt(2 * Math.PI)) * length / slices
    }
    return sum
  }
  for (const [median, sigma] of [[3e5, 0.5], [1e7, 1], [1e6, 0.5], [1e7, 0.5]] as const) {
    const expected = oneInTheOther(median, sigma)
    it(`is hit as an integral says, if long and the reader early: ${expected.toExponential(1)}`, () => {
      const options = arriving(logNormal(median, sigma))
      const activities = { before: guess(constant(0)), update: guess(exponential(1000)) }
      const twice = { ...options, timing: { ...options.timing, activities }, runs: 2000 }
      const { hit, method } = simulateCell(window, cell, twice)
      assert.strictEqual(method, "importance sampling")
      assert.isAtMost(Math.abs(hit.value - expected), 2.04 * (hit.high - hit.low) / 2)
      assert.isBelow(hit.high - hit.low, expected / 3)
    })
  }

  it("is hit as often counted as weighted, where it moves about and users come log-normally or uniformly", () => {
    for (const latency of [logNormal(20_000, 1), uniform(0, 100_000)]) {
      const options = arriving(latency)
      const moving = {
        ...options,
        timing: { ...options.timing, activities: { before: guess(exponential(9000)), update: guess(exponential(50)) } }
      }
      const weighted = simulateCell(window, cell, { ...moving, runs: 3000 })
      const counted = simulateCell(window, cell, { ...moving, runs: 200_000 })
      assert.strictEqual(weighted.method, "importance sampling")
      assert.strictEqual(counted.method, "counting")
      const half = ({ high, low }: { readonly high: number; readonly low: number }) => (high - low) / 2
      const error = Math.hypot(half(weighted.hit), half(counted.hit))
      assert.isAtMost(Math.abs(weighted.hit.value - counted.hit.value), 2.04 * error)
    }
  }, 180_000)
})

/** Two tasks that have to be slow, both without memory, for a third to find that neither has come. */
const both = scenario("test/both", { designs: { plain: "assertion" } }, function*() {
  const [a, b] = [yield* variable("a", 0), yield* variable("b", 0)]
  for (const [name, done] of [["first", a], ["second", b]] as const) {
    yield* task(name, function*() {
      yield* spends(name)
      yield* done.writeOnce(1)
    })
  }
  yield* task("user", function*() {
    yield* spends("user")
    yield* claim((yield* a.readOnce) + (yield* b.readOnce) > 0, "one has come before the user")
  })
})

describe("hits that need durations to be unlikely, without anybody who arrives", () => {
  const options = (level: number, runs: number): SimulateOptions => ({
    timing: {
      step: guess(constant(0)),
      wakeup: guess(constant(0)),
      activities: {
        first: guess(exponential(1000)),
        second: guess(exponential(1000)),
        user: guess(constant(level))
      }
    },
    seed: 1,
    runs,
    cpus
  })
  const [only] = both.cells as ReadonlyArray<Cell>
  const expected = (level: number) => Math.exp(-2 * level / 1000)

  it("are as likely as known, down to 1e-8", () => {
    for (const level of [5000, 9200]) {
      const { hit, method, weighed } = simulateCell(both, only, options(level, 2000))
      assert.strictEqual(method, "importance sampling")
      assert.isAtLeast(weighed!.effective, 100)
      assert.isAtMost(Math.abs(hit.value - expected(level)), 2.04 * (hit.high - hit.low) / 2)
      assert.isBelow(hit.high - hit.low, expected(level) / 3)
    }
  }, 60_000)

  it("are as likely weighed as counted, where both can be done", () => {
    const weighed = simulateCell(both, only, options(3000, 2000))
    const counted = simulateCell(both, only, options(3000, 200_000))
    assert.deepStrictEqual([weighed.method, counted.method], ["importance sampling", "counting"])
    const half = ({ high, low }: { readonly high: number; readonly low: number }) => (high - low) / 2
    assert.isAtMost(
      Math.abs(weighed.hit.value - counted.hit.value),
      2.04 * Math.hypot(half(weighed.hit), half(counted.hit))
    )
  }, 60_000)

  it("replay, and are the same for the same seed", () => {
    const once = simulateCell(both, only, options(9200, 1000))
    assert.deepStrictEqual(simulateCell(both, only, options(9200, 1000)), once)
    assert.include(replay(both, once.hits[0]!.token).findings.map(({ kind }) => kind), "assertion")
  }, 60_000)

  it("are left open where no run shows a way: the one duration has no density", () => {
    const never = options(9200, 500)
    const activities = { ...never.timing.activities, first: guess(constant(1000)) }
    const { doubt, hit, verified } = simulateCell(both, only, { ...never, timing: { ...never.timing, activities } })
    assert.deepStrictEqual([doubt, hit.value, verified], ["no way to a hit was found", 0, false])
    assert.isAbove(hit.high, 0.005)
  })
})

describe("simulateCell", () => {
  it("never hits a verified cell, hits nothing undeclared, and every hit replays, over the whole corpus", () => {
    let hit = 0
    const cells = scenarios.flatMap((asked) => asked.cells.map((each) => ({ asked, each })))
    for (const [i, { asked, each }] of cells.entries()) {
      const count = [1, 2, 8][i % 3]!
      const options = { timing, seed: 7 + count, runs: 5, cpus: { count, quantum: 500 } }
      for (const { kind, token } of simulateCell(asked, each, options).hits) {
        assert.include(each.declared, kind, `${asked.name} [${each.design} ${each.kernel} ${each.shape}]`)
        // Told of its cell alone: to find that by the token takes longer than all the rest.
        assert.include(replay({ ...asked, cells: [each] }, token).findings.map((finding) => finding.kind), kind)
        hit++
      }
    }
    assert.isAbove(hit, 100)
  }, 300_000)

  it("gives the same for the same seed, and something else for another", () => {
    const asked = scenarios.find(({ name }) => name === "races/lost-update")!
    const run = (seed: number) => simulateCell(asked, asked.cells[0], { timing, seed, runs: 50, cpus })
    assert.deepStrictEqual(run(3), run(3))
    assert.notDeepEqual(run(3).nanos, run(4).nanos)
  })

  it("ends when the virtual time is used up", () => {
    const { nanos, runs } = simulateCell(window, cell, { ...poisson(1e-5), runs: 1e6, nanosMax: 5e6 })
    assert.isAtLeast(nanos, 5e6)
    assert.isBelow(runs, 1000)
  })
})
