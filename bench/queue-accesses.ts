/**
 * How many words of its arrays the event queue reads and writes for an event: counted, so the same in every run.
 */
import type { Dice } from "../src/sim/explore/dice.ts"
import { EventQueue } from "../src/sim/time/event-queue.ts"

type Words = Float64Array | Int32Array

const arrays = ["times", "heap", "slots", "buckets"]

/**
 * The hold model: accesses for one event taken and one entered, the mean of so many, with so many pending.
 *
 * @param delay how much later than now an event is due
 */
export const accessesAnEvent = (pending: number, events: number, delay: (dice: Dice) => number, dice: Dice): number => {
  const queue = new EventQueue(2 * pending)
  const hold = (times: number) => {
    for (let i = 0; i < times; i++) {
      const payload = queue.take()
      queue.enter(queue.time + delay(dice), payload)
    }
  }
  for (let i = 0; i < pending; i++) queue.enter(delay(dice), i)
  // As it is after a while, not as it was filled.
  hold(pending)
  const counter = { count: 0 }
  const fields = queue as unknown as Record<string, Words>
  for (const name of arrays) {
    let words = counted(fields[name]!, counter)
    Object.defineProperty(queue, name, {
      get: () => words,
      set: (made: Words) => {
        words = counted(made, counter)
      }
    })
  }
  hold(events)
  return counter.count / events
}

/** The same words, each access counted. */
const counted = (words: Words, counter: { count: number }): Words =>
  new Proxy(words, {
    get: (target, key) => {
      if (key === "length" || typeof key === "symbol" || Number.isNaN(Number(key))) {
        return Reflect.get(target, key, target)
      }
      counter.count++
      return target[Number(key)]
    },
    set: (target, key, value: number) => {
      counter.count++
      target[Number(key)] = value
      return true
    }
  })
