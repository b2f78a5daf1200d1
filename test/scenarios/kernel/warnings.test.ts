/** What is called out of order, or without the lock it needs, is warned of, in every tree that does so. */
import { assert, describe, it } from "vitest"
import { netdevsim } from "../../../src/scenarios/drivers/netdevsim.ts"
import { Devlink } from "../../../src/scenarios/kernel/devlink.ts"
import { NetDevice } from "../../../src/scenarios/kernel/net-device.ts"
import { call_netdevice_notifiers } from "../../../src/scenarios/kernel/netdev-notifiers.ts"
import { OpsDesign } from "../../../src/scenarios/kernel/ops-design.ts"
import type { Steps } from "../../../src/scenarios/kernel/steps.ts"
import type { StructDevlink } from "../../../src/scenarios/kernel/struct-devlink.ts"
import { cells, type DesignName, type KernelName, own } from "../../../src/scenarios/matrix.ts"
import { exploreCell } from "../../../src/sim/explore/explore.ts"
import { scenario } from "../../../src/sim/scenario.ts"

type Body = () => Steps<void, Devlink | NetDevice | OpsDesign>

/** The warnings of one task that is alone. */
const warningsOf = (kernel: KernelName, design: DesignName, body: Body): ReadonlyArray<string> => {
  const row = { design, shape: "one", provenance: "as-permitted", declared: "verified", why: "alone" } as const
  const asked = scenario("test/warnings", { question: "What is\nwarned of?", cells: cells(kernel, [row]) }, body)
  return exploreCell(asked, asked.cells[0]!).findings.map(({ title }) => title)
}

function* with_instance(use: (devlink: StructDevlink) => Steps<void, Devlink | OpsDesign>) {
  const design = yield* OpsDesign
  const { devlink_alloc_ns } = yield* Devlink
  const tables = { early: netdevsim.table, late: { name: "late", init: {} } }
  yield* use(yield* devlink_alloc_ns(design.table_at_alloc(tables), netdevsim.address, null))
}

const trees: ReadonlyArray<readonly [KernelName, DesignName]> = [
  ["netnext-2021-10", "caps-mask"],
  ["5.16", own["5.16"]],
  ["6.1", own["6.1"]],
  ["6.12", own["6.12"]]
]

describe.each(trees)("%s with %s warns", (kernel, design) => {
  it("of an instance that is registered twice", () => {
    const twice = warningsOf(kernel, design, () =>
      with_instance(function*(devlink) {
        const { devlink_register } = yield* Devlink
        yield* devlink_register(devlink)
        yield* devlink_register(devlink)
      }))
    assert.match(twice.join(), /is registered already/)
  })

  it("of one that is unregistered and was not registered", () => {
    const never = warningsOf(kernel, design, () =>
      with_instance(function*(devlink) {
        yield* (yield* Devlink).devlink_unregister(devlink)
      }))
    assert.match(never.join(), /unregister\(\): netdevsim\/netdevsim1 is not registered/)
  })

  it("of a netdev that is registered, or told of, without rtnl", () => {
    const unlocked = (told: boolean) =>
      warningsOf(kernel, design, function*() {
        const { alloc_netdev, register_netdevice } = yield* NetDevice
        const init = { name: "eth0", netdev_ops: {}, ethtool_ops: { fw_version: "" }, priv: null }
        const dev = yield* alloc_netdev(init)
        yield* told ? call_netdevice_notifiers("NETDEV_REGISTER", dev) : register_netdevice(dev)
      }).join()
    assert.match(unlocked(false), /register_netdevice\(\): rtnl_mutex is not held/)
    assert.match(unlocked(true), /call_netdevice_notifiers\(\): rtnl_mutex is not held/)
  })
})
