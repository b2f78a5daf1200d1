/**
 * The other side of early calls and lost functions: who comes after the probe finds nothing wrong.
 *
 * Without these, S1 and S2 would stay as declared if a driver never said that it is ready.
 */
import { assert, describe } from "vitest"
import { devlink_set_features } from "../../../src/scenarios/designs/caps-mask.ts"
import {
  devlink_dev_flash,
  devlink_dev_reload,
  ethtool_flash,
  ethtool_i
} from "../../../src/scenarios/devlink/users.ts"
import { drivers } from "../../../src/scenarios/drivers/drivers.ts"
import { netdevsim } from "../../../src/scenarios/drivers/netdevsim.ts"
import { isIn, probe } from "../../../src/scenarios/drivers/probe.ts"
import { Devlink } from "../../../src/scenarios/kernel/devlink.ts"
import { DEVLINK_F_RELOAD } from "../../../src/scenarios/kernel/ops-design.ts"
import { ops_read, reloaded } from "../../../src/scenarios/kernel/places.ts"
import { cells, grid, type KernelName, posted } from "../../../src/scenarios/matrix.ts"
import { exploreCell } from "../../../src/sim/explore/explore.ts"
import { scenario } from "../../../src/sim/scenario.ts"
import { task } from "../../../src/sim/task.ts"
import { it } from "../../../src/vitest/index.ts"

const shapes = ["netdevsim", "nfp", "mlxsw", "mlx5-compat"] as const

const late = (shape: (typeof shapes)[number]) => {
  const driver = drivers[shape]
  const may_reload = "reload_down" in driver.table.init
  const places = { kernels: ["5.16", "6.1", "6.12"], shapes: [shape] } as const
  const answer = (kernel: KernelName) =>
    isIn(driver, kernel) ? { declared: "verified", why: "nobody else is there" } as const : undefined
  return scenario(`test/after the probe of ${shape}`, {
    reaches: [ops_read, ...(may_reload ? [reloaded] : [])],
    cells: [...grid({ ...places, kernels: ["netnext-2021-10"], designs: posted }, answer), ...grid(places, answer)]
  }, function* after_probe() {
    yield* probe(driver)
    yield* task("user", function* user() {
      yield* ethtool_flash(driver)
      yield* ethtool_i(driver)
      yield* devlink_dev_flash(driver)
      if (may_reload) yield* devlink_dev_reload(driver)
    })
  })
}

describe("after the probe nothing is early and nothing is lost", () => {
  for (const shape of shapes) it.explore(late(shape))
})

describe("devlink_set_features()", () => {
  const [cell] = cells("netnext-2021-10", [
    { design: "caps-mask", shape: "none", provenance: "counterfactual", declared: "assertion", why: "" }
  ])
  const asserts = (name: string, before: boolean, ops: object, features = DEVLINK_F_RELOAD) => {
    const wrong = scenario(name, { cells: [cell] }, function* wrong() {
      const { devlink_alloc_ns, devlink_free, devlink_register } = yield* Devlink
      const devlink = yield* devlink_alloc_ns({ name: "ops", init: ops }, "test/test0", undefined)
      if (!before) yield* devlink_register(devlink)
      yield* devlink_set_features(devlink, features)
      yield* devlink_free(devlink)
    })
    return exploreCell(wrong, wrong.cells[0]).findings.map(({ title }) => title)
  }
  const { reload_down, reload_up } = netdevsim.table.init

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
    assert.deepStrictEqual(asserts("test/no-features", true, {}, 0), [])
  })
})
