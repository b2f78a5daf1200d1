import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
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
        assert.strictEqual(queue.next, first?.due ?? Number.POSITIVE_INFINITY)
        assert.strictEqual(queue.take(), first?.payload ?? -1)
        if (first !== undefined) assert.strictEqual(queue.time, first.due)
        model = rest
      })
      assert.strictEqual(queue.size, model.length)
    }))
  })

  it("refuses an event in the past, and one at no time", () => {
    const queue = new EventQueue()
    queue.enter(5, 0)
    queue.take()
    assert.throws(() => queue.enter(4, 1), /in the past/)
    assert.throws(() => queue.enter(Number.NaN, 1), /in the past/)
  })

  it("takes no more room however many events have passed through it", () => {
    const queue = new EventQueue(4)
    const dice = new Dice(1)
    for (let i = 0; i < 100; i++) queue.enter(dice.unit(), i)
    const room = () => (queue as unknown as { readonly times: Float64Array }).times.length
    const before = room()
    for (let i = 0; i < 1_000_000; i++) {
      const payload = queue.take()
      queue.enter(queue.time + dice.unit(), payload)
    }
    assert.strictEqual(room(), before)
    assert.strictEqual(queue.size, 100)
  })
})
