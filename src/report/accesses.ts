/**
 * What operations do to memory and to locks, in the kernel's words. An operation that is in neither table is no access
 * and takes no lock.
 */

/** How KCSAN calls an access; `(marked)` cannot race with another marked one. */
const accesses: Readonly<Record<string, string>> = {
  load: "read",
  store: "write",
  READ_ONCE: "read (marked)",
  WRITE_ONCE: "write (marked)",
  smp_load_acquire: "read (marked)",
  smp_store_release: "write (marked)",
  xchg: "read-write (marked)",
  cmpxchg: "read-write (marked)",
  atomic_fetch_add: "read-write (marked)",
  test_and_set_bit: "read-write (marked)",
  test_and_clear_bit: "read-write (marked)",
  set_bit: "read-write (marked)",
  clear_bit: "read-write (marked)",
  test_bit: "read (marked)",
  await: "read (marked)"
}

/** How lockdep writes the taking of a lock. */
const locks: Readonly<Record<string, string>> = {
  mutex_lock: "lock",
  mutex_trylock: "lock",
  spin_lock: "lock",
  spin_trylock: "lock",
  down_write: "lock",
  down_write_trylock: "lock",
  down_read: "rlock",
  down_read_trylock: "rlock"
}

/** `write (marked)`; undefined for what is no access to memory. */
export const accessInPrint = (op: string): string | undefined => accesses[op]

/** `lock`, or `rlock` for a reader; undefined for what takes no lock. */
export const lockInPrint = (op: string): string | undefined => locks[op]
