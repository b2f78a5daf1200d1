import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { accessesAnEvent } from "../../../bench/queue-accesses.ts"
import { Dice } from "../../../src/sim/explore/dice.ts"
import { EventQueue } from "../../../src/sim/time/event-queue.ts"

describe("EventQueue", () => {
  it("gives events back by time, and those of one instant in the order in which they were entered", () => {
    const program = fc.array(fc.oneof(fc.nat({ max: 5 }), fc.constant("take" as const)), { maxLength: 300 })
    fc.assert(fc.property(program, (steps) => {
      const queue = new EventQueue(1)
      let model: Array<{ readonly due: number; readonly payload: number }> = []
      steps.forEach((step, payload) => {
        if (step !== "take") {
          queue.enter(queue.time + step, payload)
          model = [...model, { due: queue.time + step, payload }].toSorted((a, b) => a.due - b.due)
          return
        }
        const [first, ...rest] = model
        assert.strictEqual(queue.take(), first?.payload ?? -1)
        if (first !== undefined) assert.strictEqual(queue.time, first.due)
        model = rest
      })
      assert.strictEqual(queue.size, model.length)
    }))
  })

  it("keeps that order through heaps and buckets, however many are pending and however their times are spread", () => {
    const spreads: { readonly [name: string]: (dice: Dice) => number } = {
      even: (dice) => dice.unit(),
      "of few instants": (dice) => dice.below(3),
      "of one instant": () => 0,
      "over many magnitudes": (dice) => 10 ** (dice.unit() * 12 - 6),
      "mostly now, some far": (dice) => dice.below(100) === 0 ? 1e9 * dice.unit() : dice.unit() * 1e-3
    }
    for (const [name, delay] of Object.entries(spreads)) {
      const dice = new Dice(7)
      const queue = new EventQueue()
      const due: Array<number> = []
      let taken = 0
      let [time, last] = [0, -1]
      const take = () => {
        const payload = queue.take()
        assert.strictEqual(queue.time, due[payload], name)
        assert.isTrue(queue.time > time || (queue.time === time && payload > last) || taken === 0, name)
        ;[time, last] = [queue.time, payload]
        taken++
      }
      // Grows, holds and shrinks, twice: all are taken, each once and in order, so none was late.
      for (const share of [0.2, 0.5, 0.8, 0.3, 0.9]) {
        for (let i = 0; i < 8000; i++) {
          if (queue.size > 0 && dice.unit() < share) take()
          else {
            const at = queue.time + delay(dice)
            queue.enter(at, due.push(at) - 1)
          }
        }
      }
      while (queue.size > 0) take()
      assert.strictEqual(taken, due.length, name)
    }
  })

  it("refuses an event in the past, and one at no time", () => {
    const queue = new EventQueue()
    queue.enter(5, 0)
    queue.take()
    assert.throws(() => queue.enter(4, 1), /in the past/)
    assert.throws(() => queue.enter(Number.NaN, 1), /in the past/)
  })

  it("costs accesses of its arrays that grow no faster than log n, however times are spread", () => {
    const spreads: { readonly [name: string]: (dice: Dice) => number } = {
      exponential: (dice) => -Math.log(1 - dice.unit()),
      "of one instant": () => 1,
      "mostly now, some far": (dice) => dice.below(100) === 0 ? 1e3 * dice.unit() : dice.unit()
    }
    for (const [name, delay] of Object.entries(spreads)) {
      const costs = [1000, 4000, 16_000].map((pending) => accessesAnEvent(pending, pending, delay, new Dice(3)))
      const [few, more, many] = costs as [number, number, number]
      assert.isAbove(few, 4, name)
      // Four times as many pending cost so much more each time, and not more and more.
      assert.isAtMost(many - more, 1.1 * (more - few) + 1, `${name}: ${costs.join(", ")}`)
    }
  })

  it("takes no more room however many events have passed through it", () => {
    const queue = new EventQueue(4)
    const dice = new Dice(1)
    for (let i = 0; i < 100; i++) queue.enter(dice.unit(), i)
    const room = () => (queue as unknown as { readonly slots: Float64Array }).slots.length
    const before = room()
    for (let i = 0; i < 1_000_000; i++) {
      const payload = queue.take()
      queue.enter(queue.time + dice.unit(), payload)
    }
    assert.strictEqual(room(), before)
    assert.strictEqual(queue.size, 100)
  })
})
