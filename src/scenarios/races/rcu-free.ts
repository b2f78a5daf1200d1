/**
 * RCU: readers take no lock; whoever removes waits for a grace period before it frees.
 */
import { alloc, free } from "../../sim/memory/heap.ts"
import type { Fields } from "../../sim/memory/record.ts"
import { variable } from "../../sim/memory/variable.ts"
import { scenario } from "../../sim/scenario.ts"
import { rcu } from "../../sim/sync/rcu.ts"
import { task } from "../../sim/task.ts"

type Route = Fields<{ hops: number }>

export default scenario("races/rcu-free", {
  question: `A reader follows an RCU-protected pointer; an updater unpublishes the object and frees it.
What does each half of RCU contribute: the read-side section, and synchronize_rcu()?`,
  cells: [
    {
      design: "no-grace-period",
      declared: "use-after-free",
      why: "unpublishing keeps new readers away, not the one that is inside"
    },
    { design: "no-read-section", declared: "use-after-free", why: "a grace period waits only for sections it can see" },
    { design: "synchronize-rcu", declared: "verified", why: "free comes after every section that may hold the pointer" }
  ]
}, function* rcu_free({ design }) {
  const section = yield* rcu()
  const route = yield* alloc("route", { hops: 3 })
  const head = yield* variable<Route | null>("head", route)

  yield* task("reader", function* reader() {
    if (design !== "no-read-section") yield* section.readLock
    const found = yield* head.loadAcquire
    if (found !== null) yield* found.hops.load
    if (design !== "no-read-section") yield* section.readUnlock
  })
  yield* task("updater", function* updater() {
    yield* head.storeRelease(null)
    if (design !== "no-grace-period") yield* section.synchronize
    yield* free(route)
  })
})
