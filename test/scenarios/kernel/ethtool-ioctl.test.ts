/** Which netdev a command of ethtool finds by its name. */
import { assert as expect, describe, it } from "vitest"
import { present_dev } from "../../../src/scenarios/kernel/ethtool-ioctl.ts"
import { LINK_STATE_PRESENT, NetDevice, rtnl_lock, rtnl_unlock } from "../../../src/scenarios/kernel/net-device.ts"
import { cells, own } from "../../../src/scenarios/matrix.ts"
import { assert } from "../../../src/sim/choice.ts"
import { exploreCell } from "../../../src/sim/explore/explore.ts"
import { scenario } from "../../../src/sim/scenario.ts"

/** What is wrong with what is found, when eth0 is registered and, or not, detached. */
const wrongWhen = (detached: boolean, ifname: string, found: boolean): ReadonlyArray<string> => {
  const shape = {
    design: own["5.16"],
    shape: "one",
    provenance: "as-permitted",
    declared: "verified",
    why: "alone"
  } as const
  const question = "Which netdev does\ndev_ethtool() find?"
  const asked = scenario("test/ethtool-ioctl", { question, cells: cells("5.16", [shape]) }, function*() {
    const { alloc_netdev, register_netdev } = yield* NetDevice
    const dev = yield* alloc_netdev({ name: "eth0", netdev_ops: {}, ethtool_ops: { fw_version: "" }, priv: null })
    yield* register_netdev(dev)
    yield* rtnl_lock()
    if (detached) yield* dev.mem.state.clearBit(LINK_STATE_PRESENT)
    yield* assert((yield* present_dev(ifname)) === (found ? dev : undefined), "the netdev that is there")
    yield* rtnl_unlock()
  })
  // Nobody unregisters it again: that is a leak, and not what is asked.
  return exploreCell(asked, asked.cells[0]!).findings.filter(({ kind }) => kind !== "leak").map(({ title }) => title)
}

describe("present_dev()", () => {
  it("is the netdev of that name", () => expect.deepStrictEqual(wrongWhen(false, "eth0", true), []))

  it("is none where nobody registered one of that name", () =>
    expect.deepStrictEqual(wrongWhen(false, "eth1", false), []))

  // As drivers do while they reload: netif_device_detach().
  it("is none while the device is detached", () => expect.deepStrictEqual(wrongWhen(true, "eth0", false), []))

  it("and this file would notice another", () => expect.lengthOf(wrongWhen(true, "eth0", true), 1))
})
