/**
 * B25: a netdev is registered before its devlink port, and udev, which wants to name it by that port, comes in between.
 *
 * The bug at its smallest: what udev is told of, and what it then looks for.
 * Source: 0680e20af5fb "net: ethernet: ti: am65-cpsw: Fix devlink port register sequence" (v5.19).
 */
import { assert, protection } from "../../sim/choice.ts"
import { variable } from "../../sim/memory/variable.ts"
import { scenario } from "../../sim/scenario.ts"
import { mutex } from "../../sim/sync/mutex.ts"
import { task } from "../../sim/task.ts"

export default scenario("races/b25-phys-port-name", {
  question: `register_netdev() tells udev that there is a new netdev; udev reads phys_port_name, which comes from the
devlink port, and renames the netdev by it. It looks once. Which of the two has to be registered first?
Real one: 0680e20af5fb (am65-cpsw).`,
  cells: [
    {
      design: "netdev-first",
      declared: ["data-race", "assertion"],
      why: "between register_netdev() and devlink_port_register() there is a netdev to rename and no name to be had"
    },
    {
      design: "port-first",
      declared: "verified",
      why: "what udev is told of comes after all that it looks at"
    }
  ]
}, function* b25_phys_port_name({ design }) {
  const rtnl_mutex = yield* mutex("rtnl_mutex")
  const phys_port_name = yield* variable("phys_port_name", "")
  const uevent = yield* variable("uevent", false)

  function* devlink_port_register() {
    yield* phys_port_name.store("p1")
  }

  function* register_netdev() {
    yield* rtnl_mutex.lock
    yield* uevent.storeRelease(true)
    yield* rtnl_mutex.unlock
  }

  yield* task("probe", function* am65_cpsw_nuss_register_ndevs() {
    const port_first = design === "port-first" && (yield* protection("devlink_port_register before register_netdev"))
    if (port_first) yield* devlink_port_register()
    yield* register_netdev()
    if (!port_first) yield* devlink_port_register()
  })

  yield* task("udev", function* phys_port_name_show() {
    yield* uevent.await((told) => told)
    yield* rtnl_mutex.lock
    const name = yield* phys_port_name.load
    yield* rtnl_mutex.unlock
    yield* assert(name === "p1", "udev finds the name of the port it was told of")
  })
})
