/**
 * Which instance and which operation each call is for: the same sequence for every design and every level.
 */

/** How instances follow each other. */
export const orders = ["sequential", "random", "zipf"] as const
export type Order = (typeof orders)[number]

/** One operation, or eight in turn as chance has it. */
export const mixes = ["one", "mixed"] as const
export type Mix = (typeof mixes)[number]

/** How an operation is called: at once, after asking whether it is there, or asked for where it is not. */
export const ways = ["plain", "checked", "refused"] as const
export type Call = (typeof ways)[number]

/** Calls in a pattern; it is repeated. */
export const patternLength = 65_536

/** `flash_update` is the pointer number 22 of its table (offset 200). */
const flashUpdate = 22
const some = [0, 1, 15, 21, flashUpdate, 23, 36, 47]

/** Instance and operation of each call, alternating. Same arguments, same numbers. */
export const pattern = (order: Order, mix: Mix, instances: number): Uint32Array => {
  const random = numbers(20_211_005)
  const pick = order === "zipf" ? zipf(instances, random) : () => Math.floor(random() * instances)
  const calls = new Uint32Array(2 * patternLength)
  for (let i = 0; i < patternLength; i++) {
    calls[2 * i] = order === "sequential" ? i % instances : pick()
    calls[2 * i + 1] = mix === "one" ? flashUpdate : some[Math.floor(random() * some.length)]!
  }
  return calls
}

/** mulberry32: numbers from 0 to 1, by a seed. */
const numbers = (seed: number): () => number => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The k-th instance comes up 1/k as often as the first. */
const zipf = (instances: number, random: () => number): () => number => {
  const upTo = new Float64Array(instances)
  let sum = 0
  for (let k = 0; k < instances; k++) upTo[k] = sum += 1 / (k + 1)
  return () => {
    const wanted = random() * sum
    let [low, high] = [0, instances - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if (upTo[middle]! < wanted) low = middle + 1
      else high = middle
    }
    return low
  }
}
