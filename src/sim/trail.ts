/**
 * What has been done to one location in an execution, oldest first.
 *
 * Kept by location and not by object: where the next execution begins as this one did, what both have in common
 * stands, and only the rest is taken back (order.ts).
 */
import type { Clock } from "./clock.ts"
import type { StepRecord } from "./log.ts"

/** The accesses to one location, and what was released there. */
export class Trail {
  /** Clock of the last release, joined by an acquire. */
  sync: Clock | undefined = undefined
  /** Joined clocks of shared releases (readers). */
  shared: Clock | undefined = undefined
  private readonly accesses: Array<StepRecord> = []
  /** Places of the writes among the accesses. */
  private readonly writes: Array<number> = []

  /** Every access; a step that made several stands there as often. */
  get history(): ReadonlyArray<StepRecord> {
    return this.accesses
  }

  get lastWrite(): StepRecord | undefined {
    const { accesses, writes } = this
    return writes.length === 0 ? undefined : accesses[writes[writes.length - 1]]
  }

  /** For each task its last read since the last write. */
  get readers(): ReadonlyArray<StepRecord> {
    const { accesses, writes } = this
    const first = writes.length === 0 ? 0 : writes[writes.length - 1] + 1
    if (first === accesses.length) return none
    const readers = [accesses[first]]
    for (let i = first + 1; i < accesses.length; i++) {
      let at = 0
      while (at < readers.length && readers[at].task !== accesses[i].task) at++
      readers[at] = accesses[i]
    }
    return readers
  }

  add(record: StepRecord, writes: boolean): void {
    if (writes) this.writes.push(this.accesses.length)
    this.accesses.push(record)
  }

  /** Takes back the last access. */
  undo(): void {
    const { accesses, writes } = this
    accesses.pop()
    if (writes[writes.length - 1] === accesses.length) writes.pop()
  }
}

const none: ReadonlyArray<never> = []
