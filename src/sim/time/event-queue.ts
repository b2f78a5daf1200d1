/**
 * The pending events of a simulation, earliest first; events of one instant in the order in which they were entered.
 *
 * A heap with four children a node, over typed arrays: the four children of a node lie side by side, so a descent
 * touches half the lines a binary heap touches, and an event allocates nothing. What an event means is its payload, a
 * number of the caller's. Entering and taking cost O(log n).
 * Source: D. E. Knuth, The Art of Computer Programming 3, 5.2.3; A. LaMarca, R. Ladner, The Influence of Caches on the
 * Performance of Heaps, 1996 (d-ary heaps, aligned).
 */

/** Pending events. */
export class EventQueue {
  /** When the event taken last was due. */
  time = 0
  /** The heap: when each event is due, and the slot that holds the rest of it. */
  private times: Float64Array
  private slots: Int32Array
  /** By slot: what breaks ties, the number under which the event was entered (exact up to 2^53), and its payload. */
  private orders: Float64Array
  private payloads: Int32Array
  private count = 0
  private entered = 0

  constructor(capacity = 64) {
    const room = Math.max(4, capacity) + root
    this.times = new Float64Array(room)
    this.slots = Int32Array.from({ length: room }, (_, place) => place)
    this.orders = new Float64Array(room)
    this.payloads = new Int32Array(room)
  }

  get size(): number {
    return this.count
  }

  clear(): void {
    this.count = this.entered = this.time = 0
  }

  /** When the next event is due; Infinity when there is none. */
  get next(): number {
    return this.count === 0 ? Number.POSITIVE_INFINITY : this.times[root]
  }

  /**
   * Enters an event.
   * Throws RangeError when it is due before the event taken last, or at no time at all.
   *
   * @param time when it is due, in the caller's unit
   * @example
   * queue.enter(queue.time + 40, task.index)
   */
  enter(time: number, payload: number): void {
    if (!(time >= this.time)) throw new RangeError(`an event due at ${time} is in the past: it is ${this.time}`)
    let place = this.count++ + root
    if (place === this.times.length) this.grow()
    const { slots, times } = this
    // Places at and beyond the end hold the free slots.
    const slot = slots[place]
    this.orders[slot] = this.entered++
    this.payloads[slot] = payload
    // Of events of one instant it is the last: its time alone decides how far it rises.
    while (place > root) {
      const parent = (place >> 2) + 2
      const due = times[parent]
      if (due <= time) break
      times[place] = due
      slots[place] = slots[parent]
      place = parent
    }
    times[place] = time
    slots[place] = slot
  }

  /** Takes the earliest event: gives its payload and moves `time` to it. -1 when there is none. */
  take(): number {
    if (this.count === 0) return -1
    const { slots, times } = this
    const slot = slots[root]
    this.time = times[root]
    const end = --this.count + root
    if (end > root) this.sink(end)
    slots[end] = slot
    return this.payloads[slot]
  }

  /** Puts the event at the end into the hole at the root: down past earlier children. */
  private sink(end: number): void {
    const { orders, slots, times } = this
    const time = times[end]
    const slot = slots[end]
    let hole = root
    for (;;) {
      const first = (hole - 2) << 2
      if (first >= end) break
      let least = first
      let earliest = times[first]
      const last = first + 4 < end ? first + 4 : end
      for (let child = first + 1; child < last; child++) {
        const due = times[child]
        if (due < earliest || (due === earliest && orders[slots[child]] < orders[slots[least]])) {
          least = child
          earliest = due
        }
      }
      if (earliest > time || (earliest === time && orders[slots[least]] > orders[slot])) break
      times[hole] = earliest
      slots[hole] = slots[least]
      hole = least
    }
    times[hole] = time
    slots[hole] = slot
  }

  private grow(): void {
    const { length } = this.times
    const room = length * 2
    this.times = copied(this.times, new Float64Array(room))
    this.orders = copied(this.orders, new Float64Array(room))
    this.payloads = copied(this.payloads, new Int32Array(room))
    this.slots = copied(this.slots, Int32Array.from({ length: room }, (_, place) => place))
  }
}

/** The root's place: from here the children of each node begin at a multiple of four, so they share a cache line. */
const root = 3

const copied = <A extends Float64Array | Int32Array>(from: A, to: A): A => {
  to.set(from)
  return to
}
