import { assert, describe, it } from "@effect/vitest"
import { scenarios } from "../../../src/scenarios/index.ts"
import { assert as claim } from "../../../src/sim/choice.ts"
import { replay } from "../../../src/sim/explore/replay.ts"
import { variable } from "../../../src/sim/memory/variable.ts"
import { type Cell, scenario } from "../../../src/sim/scenario.ts"
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

  it("is hit as often counted as weighted, where it moves about and users come log-normally or uniformly", () => {
    for (const latency of [logNormal(20_000, 1), uniform(0, 100_000)]) {
      const options = arriving(latency)
      const moving = {
        ...options,
        timing: { ...options.timing, activities: { before: guess(exponential(9000)), update: guess(exponential(50)) } }
      }
      const weighted = simulateCell(window, cell, { ...moving, runs: 3000 })
      const counted = simulateCell(window, cell, { ...moving, runs: 400_000 })
      assert.strictEqual(weighted.method, "importance sampling")
      assert.strictEqual(counted.method, "counting")
      const half = ({ high, low }: { readonly high: number; readonly low: number }) => (high - low) / 2
      const error = Math.hypot(half(weighted.hit), half(counted.hit))
      assert.isAtMost(Math.abs(weighted.hit.value - counted.hit.value), 2.04 * error)
    }
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
  }, 180_000)

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
