/**
 * The other side of early calls and lost functions: who comes after the probe finds nothing wrong.
 *
 * Without these, S1 and S2 would stay as declared if a driver never said that it is ready.
 */
import { assert, describe } from "vitest"
import { devlink_set_features } from "../../../src/scenarios/designs/caps-mask.ts"
import * as mlx5 from "../../../src/scenarios/drivers/mlx5.ts"
import * as netdevsim from "../../../src/scenarios/drivers/netdevsim.ts"
import * as nfp from "../../../src/scenarios/drivers/nfp.ts"
import { Devlink } from "../../../src/scenarios/kernel/devlink.ts"
import { Ethtool } from "../../../src/scenarios/kernel/ethtool.ts"
import { DEVLINK_F_RELOAD } from "../../../src/scenarios/kernel/ops-design.ts"
import { ops_read, reloaded } from "../../../src/scenarios/kernel/places.ts"
import { cells } from "../../../src/scenarios/matrix.ts"
import { exploreCell } from "../../../src/sim/explore/explore.ts"
import { scenario } from "../../../src/sim/scenario.ts"
import { task } from "../../../src/sim/task.ts"
import { it } from "../../../src/vitest/index.ts"

const drivers = {
  netdevsim: { ...netdevsim, probe: () => netdevsim.nsim_dev_probe(), mayReload: true },
  nfp: { ...nfp, probe: () => nfp.nfp_net_pci_probe(), mayReload: false },
  mlx5: { ...mlx5, probe: () => mlx5.probe_one(mlx5.mlx5Compat), mayReload: true }
}

const late = (shape: keyof typeof drivers) =>
  scenario(`test/after the probe of ${shape}`, {
    reaches: [ops_read, ...(drivers[shape].mayReload ? [reloaded] : [])],
    cells: cells("netnext-2021-10", [
      { design: "static-const", shape, provenance: "as-permitted", declared: "verified", why: "" },
      { design: "copied-struct", shape, provenance: "as-permitted", declared: "verified", why: "" },
      { design: "caps-mask", shape, provenance: "as-permitted", declared: "verified", why: "" }
    ])
  }, function* after_probe() {
    const { address, ifname, mayReload, probe } = drivers[shape]
    yield* probe()
    yield* task("user", function* user() {
      const { dev_ioctl } = yield* Ethtool
      const { genl_rcv_msg } = yield* Devlink
      yield* dev_ioctl({ command: "ETHTOOL_FLASHDEV", ifname, file: "fw.bin" })
      yield* dev_ioctl({ command: "ETHTOOL_GDRVINFO", ifname })
      yield* genl_rcv_msg({ command: "DEVLINK_CMD_FLASH_UPDATE", address, file: "fw.bin" })
      if (mayReload) yield* genl_rcv_msg({ command: "DEVLINK_CMD_RELOAD", address })
    })
  })

describe("after the probe nothing is early and nothing is lost", () => {
  for (const shape of Object.keys(drivers) as Array<keyof typeof drivers>) it.explore(late(shape))
})

describe("devlink_set_features()", () => {
  const [cell] = cells("netnext-2021-10", [
    { design: "caps-mask", shape: "none", provenance: "counterfactual", declared: "assertion", why: "" }
  ])
  const asserts = (name: string, before: boolean, ops: object) => {
    const wrong = scenario(name, { cells: [cell] }, function* wrong() {
      const { devlink_alloc_ns, devlink_free, devlink_register } = yield* Devlink
      const devlink = yield* devlink_alloc_ns({ name: "ops", init: ops }, "test/test0", undefined)
      if (!before) yield* devlink_register(devlink)
      yield* devlink_set_features(devlink, DEVLINK_F_RELOAD)
      yield* devlink_free(devlink)
    })
    return exploreCell(wrong, wrong.cells[0]).findings.map(({ title }) => title)
  }
  const { reload_down, reload_up } = netdevsim.nsim_dev_devlink_ops.init

  it("warns a driver without reload callbacks", () => {
    assert.deepStrictEqual(asserts("test/no-callbacks", true, {}), [
      "assertion: WARN_ON in devlink_set_features(): test/test0 has no reload callbacks"
    ])
  })

  it("warns a driver that is registered already", () => {
    assert.deepStrictEqual(asserts("test/registered", false, { reload_down, reload_up }), [
      "assertion: WARN_ON in devlink_set_features(): test/test0 is registered already"
    ])
  })

  it("says nothing otherwise", () => {
    assert.deepStrictEqual(asserts("test/right", true, { reload_down, reload_up }), [])
  })
})
