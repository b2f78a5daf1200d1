/** The drivers as data: their orders are what the trees have, and a probe takes its steps in that order. */
import { assert, describe, it } from "vitest"
import { runOnce } from "../../docs/run-once.ts"
import { order } from "../../src/scenarios/drivers/driver.ts"
import type { Driver } from "../../src/scenarios/drivers/driver.ts"
import { type DriverName, drivers, twelve } from "../../src/scenarios/drivers/drivers.ts"
import { furtherNames } from "../../src/scenarios/drivers/further.ts"
import { isIn, probe, remove } from "../../src/scenarios/drivers/probe.ts"
import { type KernelName, kernelNames } from "../../src/scenarios/kernel/kernel-version.ts"
import { own } from "../../src/scenarios/matrix.ts"

const everyone = [...twelve, ...furtherNames]

/** Only alloc, port, netdev, features and registration, as the trees are compared by. */
const published = (driver: DriverName, kernel: KernelName) =>
  order(drivers[driver].orders[kernel]!).filter((letter) => "APNXR".includes(letter)).join("")

describe("the order of a probe", () => {
  it.each(
    [
      ["netdevsim", "ARPN", "APNXR"],
      ["nfp", "ARPN", "APNXR"],
      ["mlxsw", "ARPN", "APNXR"],
      ["bnxt", "ARPN", "APRN"],
      ["ice", "ARNP", "ANPR"],
      ["ionic", "ANRP", "ANPR"],
      ["hns3", "ARN", "AXRN"],
      ["am65-cpsw", "NARP", "NAPR"],
      ["prestera", "ARPN", "APNR"],
      ["mlx5", "AXPNR", "AXPNR"],
      ["mlx5-mp-slave", "AXPNR", "AXPNR"],
      ["mlx5-sf", "AXPNR", "AXPNR"]
    ] as const
  )("of %s is %s at 5.15 and %s at 5.16", (driver, at5_15, at5_16) => {
    assert.deepStrictEqual([published(driver, "5.15"), published(driver, "5.16")], [at5_15, at5_16])
    assert.strictEqual(published(driver, "netnext-2021-10"), at5_16)
  })

  it("has the netdev after devlink_register() at 5.16 in six of the nineteen drivers without auxiliary bus", () => {
    const without = everyone.filter((name) =>
      (drivers[name] as Driver).auxbus === undefined && isIn(drivers[name], "5.16")
    )
    const after = without.filter((name) => !/N.*R/.test(published(name, "5.16")))
    assert.strictEqual(without.length, 19)
    assert.sameMembers(after, ["bnxt", "hns3", "qede", "dsa", "cpsw-new", "hinic"])
  })

  it("says when it names a step there is not", () => {
    assert.throws(() => order("A Z"), "A Z: Z is no step of a probe")
  })
})

describe.each(kernelNames.filter((name) => name !== "6.1-mark"))("at %s", (kernel) => {
  const there = everyone.filter((name) => isIn(drivers[name], kernel))

  it.each(there)("the probe of %s registers once, and its remove leaves nothing behind", (name) => {
    const steps = runOnce(
      own[kernel],
      function* main() {
        const devlink = yield* probe(drivers[name])
        yield* remove(devlink!)
      },
      0,
      kernel
    ).map(({ object, op }) => `${op} ${object}`)
    const count = (step: string) => steps.filter((other) => other === step).length
    const ifname = drivers[name].ifname
    assert.strictEqual(count("set_bit devlinks.REGISTERED"), 1)
    assert.strictEqual(count("kfree devlink"), 1)
    assert.strictEqual(count(`store ${ifname}.reg_state`), 3)
    assert.strictEqual(count(`kfree ${ifname}`), 1)
    assert.strictEqual(count("kfree port"), 1)
    assert.strictEqual(
      steps.filter((step) => step.startsWith("mutex_lock")).length,
      steps.filter((step) => step.startsWith("mutex_unlock")).length
    )
  })
})
