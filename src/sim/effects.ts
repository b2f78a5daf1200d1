/**
 * What an executed step did, as a set of bits: which order edges it makes.
 *
 * READ and WRITE feed *trace order*: two steps are dependent when they touch one
 * location and at least one of them wrote. The rest feeds *happens-before*:
 * acquiring joins the clock stored in the object, releasing stores the task's own.
 * `operations.ts` lists every operation with its bits and their source.
 */

/** The step depends on the location's value. */
export const READ = 1
/** The step changed the location: it is dependent with every other access to it. */
export const WRITE = 2
/** Joins the object's release clock into the task's happens-before clock. */
export const ACQUIRE = 4
/** Stores the task's happens-before clock as the object's release clock. */
export const RELEASE = 8
/** With RELEASE: joins into the release clock instead of replacing it (a release sequence, several completers). */
export const JOIN = 16
/** Ends a release sequence: a later acquire of this location gets no edge (a plain or ONCE store). */
export const BREAK = 32
/** Joins the object's shared clock, to which readers release (rwsem, RCU, end of a work item). */
export const ACQUIRE_SHARED = 64
/** Joins the task's clock into the object's shared clock. */
export const RELEASE_SHARED = 128

/** A fully ordered read-modify-write: acquires, and releases into the location's release sequence. */
export const FULLY_ORDERED = READ | WRITE | ACQUIRE | RELEASE | JOIN
