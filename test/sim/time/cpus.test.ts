import { assert, describe, it } from "@effect/vitest"
import { Dice } from "../../../src/sim/explore/dice.ts"
import { Cpus } from "../../../src/sim/time/cpus.ts"
import { EventQueue } from "../../../src/sim/time/event-queue.ts"
import { constant, draw, exponential, type Latency } from "../../../src/sim/time/latency.ts"
import { meanOf } from "../../../src/sim/time/statistics.ts"

interface Model {
  readonly rate: number
  readonly service: Latency
  readonly cpus: number
  readonly quantum?: number
}

/** Mean time in the system of Poisson arrivals, with its interval over independent batches. */
const timeInSystem = ({ cpus: count, quantum = Number.POSITIVE_INFINITY, rate, service }: Model) => {
  const [batches, size, warm] = [30, 20_000, 4000]
  const means: Array<number> = []
  for (let batch = 0; batch < batches; batch++) {
    const dice = new Dice(batch + 1)
    const queue = new EventQueue()
    const cpus = new Cpus(queue, { count, quantum }, (cpu) => cpu)
    const came: Array<number> = []
    let [sum, done] = [0, 0]
    queue.enter(0, count)
    while (done < size + warm) {
      const event = queue.take()
      if (event === count) {
        cpus.serve(came.push(queue.time) - 1, draw(service, dice))
        queue.enter(queue.time + draw(exponential(1 / rate), dice), count)
        continue
      }
      const job = cpus.over(event)
      if (job < 0) continue
      if (done++ >= warm) sum += queue.time - came[job]
    }
    means.push(sum / size)
  }
  return meanOf(means)
}

/** Within four standard errors, 2.04 intervals of 95 %: one of ten thousand sound estimates falls outside. */
const agrees = (model: Model, expected: number) => {
  const { high, low, value } = timeInSystem(model)
  assert.isAtMost(Math.abs(value - expected), 2.04 * (high - low) / 2, `${value} against ${expected}`)
  // And the interval says something.
  assert.isBelow(high - low, expected / 10)
}

/** Erlang's C: the probability that all k servers are busy. */
const erlangC = (k: number, load: number) => {
  let [term, sum] = [1, 1]
  for (let n = 1; n < k; n++) {
    term *= load / n
    sum += term
  }
  const last = term * load / k / (1 - load / k)
  return last / (sum + last)
}

describe("Cpus agree with queueing theory", () => {
  it("M/M/1: 1 / (mu - lambda)", () => agrees({ rate: 0.7, service: exponential(1), cpus: 1 }, 1 / 0.3))

  it("M/D/1: 1 + rho / (2 (1 - rho)) (Pollaczek and Khinchin)", () =>
    agrees({ rate: 0.7, service: constant(1), cpus: 1 }, 1 + 0.7 / 0.6))

  it("M/M/k: 1 + C(k, a) / (k - a) (Erlang)", () =>
    agrees({ rate: 2.4, service: exponential(1), cpus: 3 }, 1 + erlangC(3, 2.4) / 0.6))

  it("round robin with a small quantum comes to processor sharing: M/D/1 takes 1 / (1 - rho)", () =>
    agrees({ rate: 0.7, service: constant(1), cpus: 1, quantum: 0.01 }, 1 / 0.3))

  it("an interrupt delays the job it strikes by as long as it lasts, and nobody else", () => {
    const queue = new EventQueue()
    const options = { count: 2, quantum: Number.POSITIVE_INFINITY }
    const cpus = new Cpus(queue, options, (cpu) => cpu, (cpu) => cpu === 0 ? 5 : 0)
    cpus.serve(0, 10)
    cpus.serve(1, 10)
    const ends: Array<readonly [number, number]> = []
    while (queue.size > 0) {
      const job = cpus.over(queue.take())
      if (job >= 0) ends.push([job, queue.time])
    }
    assert.deepStrictEqual(ends, [[1, 10], [0, 15]])
  })
})
