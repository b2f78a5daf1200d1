/** What keeps an instance alive while ethtool is inside it, in net-next of 5 October 2021 (facts/kernel.md §2.1). */
import { assert, describe } from "vitest"
import { ifname, nsim_drv_probe, nsim_drv_remove } from "../../../src/scenarios/drivers/netdevsim.ts"
import { Ethtool } from "../../../src/scenarios/kernel/ethtool.ts"
import { cells } from "../../../src/scenarios/matrix.ts"
import { exploreCell } from "../../../src/sim/explore/explore.ts"
import { scenario } from "../../../src/sim/scenario.ts"
import { task } from "../../../src/sim/task.ts"
import { it } from "../../../src/vitest/index.ts"

const removal = scenario("test/removal", {
  cells: cells("netnext-2021-10", [
    { design: "copied-struct", shape: "netdevsim", provenance: "as-posted", declared: "verified", why: "" },
    { design: "static-const", shape: "netdevsim", provenance: "as-posted", declared: "verified", why: "" },
    { design: "caps-mask", shape: "netdevsim", provenance: "as-posted", declared: "verified", why: "" }
  ])
}, function* removal_body() {
  const devlink = yield* nsim_drv_probe()
  yield* task("ethtool --flash", function* ethtool() {
    const { dev_ioctl } = yield* Ethtool
    yield* dev_ioctl({ command: "ETHTOOL_FLASHDEV", ifname, file: "fw.bin" })
  })
  yield* task("remove", function* remove() {
    yield* nsim_drv_remove(devlink)
  })
})

describe("removal during an ethtool flash", () => {
  it.explore(removal)

  it.each([
    "devlink_compat_flash_update: dev_hold",
    "netdev_wait_allrefs"
  ])("rests on %s", (protection) => {
    const result = exploreCell(removal, removal.cells[0], { removed: new Set([protection]) })
    assert.include(result.findings.map(({ kind }) => kind), "use-after-free")
  })
})
