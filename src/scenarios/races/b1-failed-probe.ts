/**
 * B1: a probe fails after its first netdev was registered, and a user of that netdev is on his way into devlink.
 *
 * The bug at its smallest, beside each piece of what became of it; in the kernel model it is devlink/s6-failed-probe.
 * One probe may succeed or fail, for a remedy must also leave the device that works to its users.
 * Source: report of Yang Yingliang, November 2022 (use after free in devlink_compat_running_version()); 9053637e0da7,
 * ed539ba614a0, 82a3aef2e6af (v6.3).
 */
import { choose, protection } from "../../sim/choice.ts"
import { alloc, free, keep } from "../../sim/memory/heap.ts"
import { call, capability, pointer, ready, refused } from "../../sim/memory/pointer.ts"
import { variable } from "../../sim/memory/variable.ts"
import { scenario } from "../../sim/scenario.ts"
import { mutex } from "../../sim/sync/mutex.ts"
import { refcount } from "../../sim/sync/refcount.ts"
import { task } from "../../sim/task.ts"

const info_get = pointer("nsim_dev_info_get", function* nsim_dev_info_get() {})

export default scenario("races/b1-failed-probe", {
  question: `A netdev leads ethtool to a devlink instance; the probe that made both fails and takes them away. What
has to be done so that ethtool neither works on freed memory nor calls a driver that has given up, and
still gets its answer from one that has not?
Real one: ed539ba614a0 and the two commits around it.`,
  cells: [
    {
      design: "reference",
      declared: ["early-call", "use-after-free"],
      why: "devlink_free() of an instance that was never registered does not look at references"
    },
    {
      design: "mark-check",
      declared: "verified",
      why: "no reference without the mark, looked at under rtnl, which the probe needs before it frees; proposed in " +
        "November 2022 and refused (devlink/s7-mark-check asks how far it carries)"
    },
    {
      design: "memory-counted",
      declared: "early-call",
      why: "the last reference frees (9053637e0da7 alone): the memory is there, and the driver that has given up is " +
        "called all the same"
    },
    {
      design: "memory-counted-check",
      declared: "lost-function",
      why:
        "and the mark is looked at under devlink->lock (ed539ba614a0): safe; but the mark is set after the lock is " +
        "given back, so that who gets the lock in between is told that there is no device"
    },
    {
      design: "upstream",
      declared: "verified",
      why: "and the instance is registered under devlink->lock (82a3aef2e6af): who gets the lock finds the mark if, " +
        "and only if, the driver is up"
    }
  ]
}, function* b1_failed_probe({ design }) {
  const upstream = design === "upstream"
  const counted = (upstream || design.startsWith("memory-counted")) && (yield* protection("the last reference frees"))
  const checks = (upstream || design === "memory-counted-check") && (yield* protection("ethtool looks at the mark"))
  const registers_under_lock = upstream && (yield* protection("registered under devlink->lock"))
  const marked_only = design === "mark-check" && (yield* protection("no reference without the mark"))

  const devlink = yield* alloc("devlink", { info_get })
  const lock = yield* mutex("devlink->lock")
  const references = yield* refcount("devlink->refcount", 1)
  const registered = yield* variable("DEVLINK_REGISTERED", false)
  const rtnl_mutex = yield* mutex("rtnl_mutex")
  const eth1 = yield* variable<typeof devlink | null>("eth1", null)
  const second_port = yield* choose("can be made", "fails")
  if (second_port === "can be made") {
    yield* keep(devlink)
    yield* capability("netdevsim1", "info")
  }

  function* devlink_put() {
    const last = yield* references.decAndTest
    if (last && counted) yield* free(devlink)
  }

  function* set_netdev(to: typeof devlink | null) {
    yield* rtnl_mutex.lock
    yield* eth1.store(to)
    yield* rtnl_mutex.unlock
  }

  yield* task("probe", function* nsim_drv_probe() {
    yield* lock.lock
    yield* set_netdev(devlink)
    if (second_port === "fails") {
      yield* set_netdev(null)
      yield* lock.unlock
      if (counted) yield* devlink_put()
      else yield* free(devlink)
      return
    }
    if (registers_under_lock) yield* registered.writeOnce(true)
    yield* ready("netdevsim1")
    yield* lock.unlock
    if (!registers_under_lock) yield* registered.writeOnce(true)
  })

  function* netdev_to_devlink_get() {
    yield* rtnl_mutex.lock
    const found = yield* eth1.load
    const wanted = found !== null && (!marked_only || (yield* registered.readOnce))
    const got = wanted && (yield* references.incNotZero)
    yield* rtnl_mutex.unlock
    return got
  }

  yield* task("ethtool -i", function* dev_ethtool() {
    if (!(yield* netdev_to_devlink_get())) return
    yield* lock.lock
    if (!checks || (yield* registered.readOnce)) yield* call(yield* devlink.info_get.load, "netdevsim1")
    else yield* refused("netdevsim1", "info")
    yield* lock.unlock
    yield* devlink_put()
  })
})
