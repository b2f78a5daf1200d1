/**
 * The designs whose dispatch is measured, and what is known of each without running it.
 *
 * Offsets and sizes are those that dispatch.c asserts (x86_64 defconfig: v5.15, the v2 and v3 patches of October 2021,
 * v5.16). A table has 3 words and 48 function pointers.
 */

/** One design. */
export interface Design {
  readonly name: string
  /** Bytes of an instance. */
  readonly bytes: number
  /** Function pointers that lie in writable memory, for each instance. */
  readonly writablePointers: number
  /** Offsets in the instance that a call reads. */
  readonly reads: ReadonlyArray<number>
  /** Does a call read a table outside the instance? */
  readonly table: boolean
}

/** The first is what the others are compared with. */
export const designs: ReadonlyArray<Design> = [
  { name: "static-const", bytes: 384, writablePointers: 0, reads: [224], table: true },
  { name: "copied-struct", bytes: 800, writablePointers: 48, reads: [424], table: false },
  { name: "caps-mask", bytes: 416, writablePointers: 0, reads: [224, 232], table: true },
  { name: "fine-grained-caps", bytes: 416, writablePointers: 0, reads: [224, 232], table: true },
  { name: "second-table", bytes: 416, writablePointers: 0, reads: [224], table: true },
  { name: "registered-check", bytes: 384, writablePointers: 0, reads: [224, 312, 316], table: true }
]

/** Bytes of an instance that hold function pointers and can be written. */
export const writableBytes = ({ writablePointers }: Design): number => 8 * writablePointers

/** What a compiler makes of a table that it knows: a direct call. No design; a trap for benchmarks. */
export const devirtualised = "caps-mask, table known to the compiler"

const line = 64

/** Cache lines of data that one call touches; an instance begins a line. */
export const linesTouched = ({ reads, table }: Design): number =>
  new Set(reads.map((offset) => Math.floor(offset / line))).size + (table ? 1 : 0)
