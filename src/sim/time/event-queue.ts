/**
 * The pending events of a simulation, earliest first; events of one instant in the order in which they were entered.
 *
 * Two tiers. Events that are due soon lie in a heap with four children a node, over typed arrays. While only few are
 * pending, that is all there is. Once there are many, later ones lie unsorted in buckets of equal width, and a bucket
 * is only put in order, by the heap, when its time has come; what lies beyond the last bucket is spread over new ones
 * when that is used up. Entering and taking cost O(1) where events are spread, O(log n) wherever they crowd. Which tier
 * an event belongs to is decided by one monotone function of its time, so rounding cannot change the order.
 * An event allocates nothing; what it means is its payload, a number of the caller's.
 * Source: R. Brown, Calendar Queues, CACM 31, 1988; W. T. Tang, R. S. M. Goh, I. L.-J. Thng, Ladder Queue, TOMACS 15,
 * 2005; A. LaMarca, R. Ladner, The Influence of Caches on the Performance of Heaps, 1996.
 */

/** Pending events. */
export class EventQueue {
  /** When the event taken last was due. */
  time = 0
  /** The heap: when each event is due, and the slot that holds the rest of it. */
  private times: Float64Array
  private heap: Int32Array
  private near = 0
  /** By slot, side by side: DUE, ORDER, PAYLOAD, NEXT. */
  private slots: Float64Array
  private free = 0
  /** A heap larger than this is spread over buckets. */
  private crowd = crowd
  private count = 0
  private entered = 0
  /** The buckets' first slots; bucket i begins at start + i / density. Those up to `current` are in the heap. */
  private buckets: Int32Array = new Int32Array(0)
  private used = 0
  private current = 0
  private start = 0
  private density = 0
  /** Events beyond the buckets, unsorted. */
  private beyond = -1
  private beyondCount = 0

  constructor(capacity = 64) {
    const room = Math.max(4, capacity)
    this.times = new Float64Array(room + root)
    this.heap = new Int32Array(room + root)
    this.slots = new Float64Array(room * width)
    this.chain(0, room)
  }

  get size(): number {
    return this.count
  }

  clear(): void {
    while (this.count > 0) this.take()
    this.entered = this.time = 0
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
    if (!(time >= this.time && time < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`an event due at ${time} is in the past, or never comes: it is ${this.time}`)
    }
    if (this.free < 0) this.grow()
    const { slots } = this
    const slot = this.free
    this.free = slots[slot + NEXT]
    slots[slot + DUE] = time
    slots[slot + ORDER] = this.entered++
    slots[slot + PAYLOAD] = payload
    this.count++
    const bucket = this.bucketOf(time)
    if (bucket <= this.current) {
      this.rise(time, slot)
      if (this.density === 0 && this.near > this.crowd) this.spread()
    } else if (bucket < this.used) {
      slots[slot + NEXT] = this.buckets[bucket]
      this.buckets[bucket] = slot
    } else {
      slots[slot + NEXT] = this.beyond
      this.beyond = slot
      this.beyondCount++
    }
  }

  /** Takes the earliest event: gives its payload and moves `time` to it. -1 when there is none. */
  take(): number {
    if (this.count === 0) return -1
    while (this.near === 0) this.advance()
    const { slots } = this
    const slot = this.heap[root]
    this.time = this.times[root]
    const end = --this.near + root
    if (end > root) this.sink(end)
    slots[slot + NEXT] = this.free
    this.free = slot
    if (--this.count === 0) {
      this.density = this.current = this.used = 0
      this.crowd = crowd
    }
    return slots[slot + PAYLOAD]
  }

  /** Monotone in time; 0 while there are no buckets. */
  private bucketOf(time: number): number {
    return Math.floor((time - this.start) * this.density)
  }

  /** The next bucket that holds anything goes into the heap; where there is none, what lies beyond makes new ones. */
  private advance(): void {
    const { buckets, slots, used } = this
    for (let bucket = this.current + 1; bucket < used; bucket++) {
      let slot = buckets[bucket]
      if (slot < 0) continue
      buckets[bucket] = -1
      this.current = bucket
      while (slot >= 0) {
        const next = slots[slot + NEXT]
        this.rise(slots[slot + DUE], slot)
        slot = next
      }
      return
    }
    this.makeBuckets()
  }

  /** The heap has become crowded: all of it is spread over buckets. */
  private spread(): void {
    const { heap, near, slots } = this
    for (let place = root; place < near + root; place++) {
      slots[heap[place] + NEXT] = this.beyond
      this.beyond = heap[place]
    }
    this.beyondCount += near
    this.near = 0
    // Where events of one instant crowd, spreading them is in vain: not again before there are twice as many.
    this.crowd = near * 2
    this.makeBuckets()
  }

  /** About one bucket an event, over the time from the first to the last of those beyond. */
  private makeBuckets(): void {
    const { slots } = this
    let first = Number.POSITIVE_INFINITY
    let last = Number.NEGATIVE_INFINITY
    for (let slot = this.beyond; slot >= 0; slot = slots[slot + NEXT]) {
      const due = slots[slot + DUE]
      if (due < first) first = due
      if (due > last) last = due
    }
    this.used = Math.min(this.beyondCount, bucketsMax) + 1
    if (this.buckets.length < this.used) this.buckets = new Int32Array(this.used * 2).fill(-1)
    const density = (this.used - 1) / (last - first)
    this.start = first
    // Of one instant, or nearly: the heap puts them in order.
    this.density = density < Number.POSITIVE_INFINITY ? density : 0
    this.current = -1
    let slot = this.beyond
    this.beyond = -1
    this.beyondCount = 0
    while (slot >= 0) {
      const next = slots[slot + NEXT]
      const bucket = this.bucketOf(slots[slot + DUE])
      slots[slot + NEXT] = this.buckets[bucket]
      this.buckets[bucket] = slot
      slot = next
    }
    this.advance()
  }

  /** Into the heap, at its place: below everything that is earlier. */
  private rise(time: number, slot: number): void {
    const { heap, slots, times } = this
    let place = this.near++ + root
    while (place > root) {
      const parent = (place >> 2) + 2
      const above = times[parent]
      if (above < time || (above === time && slots[heap[parent] + ORDER] < slots[slot + ORDER])) break
      times[place] = above
      heap[place] = heap[parent]
      place = parent
    }
    times[place] = time
    heap[place] = slot
  }

  /** Puts the event at the end of the heap into the hole at the root: down past earlier children. */
  private sink(end: number): void {
    const { heap, slots, times } = this
    const time = times[end]
    const slot = heap[end]
    let hole = root
    for (;;) {
      const first = (hole - 2) << 2
      if (first >= end) break
      let least = first
      let earliest = times[first]
      const last = first + 4 < end ? first + 4 : end
      for (let child = first + 1; child < last; child++) {
        const due = times[child]
        if (due < earliest || (due === earliest && slots[heap[child] + ORDER] < slots[heap[least] + ORDER])) {
          least = child
          earliest = due
        }
      }
      if (earliest > time || (earliest === time && slots[heap[least] + ORDER] > slots[slot + ORDER])) break
      times[hole] = earliest
      heap[hole] = heap[least]
      hole = least
    }
    times[hole] = time
    heap[hole] = slot
  }

  private grow(): void {
    const room = this.slots.length / width
    this.times = copied(this.times, new Float64Array(room * 2 + root))
    this.heap = copied(this.heap, new Int32Array(room * 2 + root))
    this.slots = copied(this.slots, new Float64Array(room * 2 * width))
    this.chain(room, room * 2)
  }

  /** The slots from one to the other are free. */
  private chain(from: number, to: number): void {
    for (let slot = from; slot < to; slot++) this.slots[slot * width + NEXT] = slot + 1 < to ? (slot + 1) * width : -1
    this.free = from * width
  }
}

/** A slot: when the event is due; the number under which it was entered, exact up to 2^53; the caller's number. */
const DUE = 0
const ORDER = 1
const PAYLOAD = 2
/** The slot after it in its bucket, beyond the buckets, or among the free ones; -1 at the end. */
const NEXT = 3
const width = 4

/** The root's place: from here the children of each node begin at a multiple of four, so they share a cache line. */
const root = 3

/** Events that a heap holds as well as buckets do. */
const crowd = 512

const bucketsMax = 1 << 20

const copied = <A extends Float64Array | Int32Array>(from: A, to: A): A => {
  to.set(from)
  return to
}
