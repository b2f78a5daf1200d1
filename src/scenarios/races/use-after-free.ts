/**
 * Use after free: one task looks an object up and uses it, another removes and frees it.
 */
import { protection } from "../../sim/choice.ts"
import { alloc, free } from "../../sim/memory/heap.ts"
import type { Fields } from "../../sim/memory/record.ts"
import { variable } from "../../sim/memory/variable.ts"
import { scenario } from "../../sim/scenario.ts"
import { mutex } from "../../sim/sync/mutex.ts"
import { task } from "../../sim/task.ts"

type Device = Fields<{ refcnt: number; id: number }>

export default scenario("races/use-after-free", {
  question: `A table holds the one device. A user finds it there and reads its id while the driver takes it out of
the table and drops its own reference; whoever drops the last one frees.
Is a reference count enough? Real one: 30bab7cdb56d ("make sure that devlink_try_get() works with
valid pointer during xarray iteration").`,
  cells: [
    { design: "no-reference", declared: "use-after-free", why: "nothing keeps the device between lookup and use" },
    {
      design: "late-reference",
      declared: ["use-after-free", "double-free"],
      why: "the reference is taken on a device that may be gone already, and dropped to zero a second time"
    },
    {
      design: "locked-lookup",
      declared: "verified",
      why: "lookup and reference are one critical section, and so is the removal"
    }
  ]
}, function* use_after_free({ design }) {
  const lock = yield* mutex("table.lock")
  const device = yield* alloc("device", { refcnt: 1, id: 7 })
  const table = yield* variable<Device | null>("table", device)

  function* locked<Eff, A>(body: () => Generator<Eff, A, any>) {
    if (design === "locked-lookup") yield* lock.lock
    const result = yield* body()
    if (design === "locked-lookup") yield* lock.unlock
    return result
  }

  const counts = design !== "no-reference" && (yield* protection("a reference while in use"))

  function* put(held: Device) {
    if ((yield* held.refcnt.fetchAdd(-1)) === 1) yield* free(held)
  }

  yield* task("user", function* user() {
    const found = yield* locked(function* lookup() {
      const entry = yield* table.readOnce
      if (entry !== null && counts) yield* entry.refcnt.fetchAdd(1)
      return entry
    })
    if (found === null) return
    yield* found.id.load
    if (counts) yield* put(found)
  })
  yield* task("driver", function* driver() {
    yield* locked(function* remove() {
      yield* table.writeOnce(null)
    })
    yield* put(device)
  })
})
