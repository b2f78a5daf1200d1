/**
 * B28: virtio-net tells the device that it is ready after register_netdev(), and somebody opens the netdev in between.
 *
 * The same shape as the disputed flash: the netdev can be found before its driver is ready. Upstream held rtnl over
 * both; devlink/s13-virtio-remedy asks what that would have done for devlink.
 * Source: 50c0ada627f5 "virtio-net: fix race between ndo_open() and virtio_device_ready()" (v5.19).
 */
import { protection } from "../../sim/choice.ts"
import { call, pointer, ready } from "../../sim/memory/pointer.ts"
import { variable } from "../../sim/memory/variable.ts"
import { scenario } from "../../sim/scenario.ts"
import { mutex } from "../../sim/sync/mutex.ts"
import { task } from "../../sim/task.ts"

export default scenario("races/b28-early-open", {
  question: `A netdev can be opened as soon as register_netdev() has given rtnl back; opening it uses rings that the
device serves only once DRIVER_OK is set. Who opens it before?
Real one: 50c0ada627f5 (virtio-net).`,
  cells: [
    {
      design: "register-netdev",
      declared: "early-call",
      why: "rtnl is given back before DRIVER_OK is set: who takes it then finds the netdev and opens it"
    },
    {
      design: "rtnl-until-ready",
      declared: "verified",
      why: "register_netdevice() and DRIVER_OK are in one critical section of rtnl, which ndo_open() needs too"
    }
  ]
}, function* b28_early_open({ design }) {
  const rtnl_mutex = yield* mutex("rtnl_mutex")
  const listed = yield* variable("eth0 is listed", false)
  const status = yield* variable("virtio status", "DRIVER")

  const ndo_open = pointer("virtnet_open", function* virtnet_open() {
    yield* status.readOnce
  })

  function* register_netdevice() {
    yield* listed.store(true)
  }

  function* virtio_device_ready() {
    yield* status.writeOnce("DRIVER_OK")
    yield* ready("eth0")
  }

  yield* task("probe", function* virtnet_probe() {
    const widened = design === "rtnl-until-ready" && (yield* protection("rtnl until virtio_device_ready"))
    yield* rtnl_mutex.lock
    yield* register_netdevice()
    if (widened) yield* virtio_device_ready()
    yield* rtnl_mutex.unlock
    if (!widened) yield* virtio_device_ready()
  })

  yield* task("ip link set up", function* dev_open() {
    yield* rtnl_mutex.lock
    if (yield* listed.load) yield* call(ndo_open, "eth0")
    yield* rtnl_mutex.unlock
  })
})
