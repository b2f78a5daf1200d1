/** Which locks are held where in net-next of 5 October 2021. */
import { assert, describe, it } from "vitest"
import { runOnce, withLocks } from "../../../docs/run-once.ts"
import { netdevsim } from "../../../src/scenarios/drivers/netdevsim.ts"
import { probe } from "../../../src/scenarios/drivers/probe.ts"
import { Devlink, type DevlinkCommand } from "../../../src/scenarios/kernel/devlink.ts"
import { Ethtool, type EthtoolRequest } from "../../../src/scenarios/kernel/ethtool.ts"
import { task } from "../../../src/sim/task.ts"

const { address, ifname } = netdevsim

/** What a user's task does to a device that is up, with the locks held at each step. */
const user = <Eff>(design: "static-const" | "copied-struct", body: () => Generator<Eff, any, any>) =>
  withLocks(
    runOnce(design, function* main() {
      yield* probe(netdevsim)
      yield* task("user", body)
    }).filter((step) => step.task === "user")
  )

const netlink = (command: DevlinkCommand["command"]) =>
  user("copied-struct", function* devlink_user() {
    const { genl_rcv_msg } = yield* Devlink
    yield* genl_rcv_msg({ command, address, file: "fw.bin" })
  })

const ethtool = (command: EthtoolRequest["command"], design: "static-const" | "copied-struct") =>
  user(design, function* ethtool_user() {
    const { dev_ioctl } = yield* Ethtool
    yield* dev_ioctl({ command, ifname, file: "fw.bin" })
  })

const loads = (steps: ReturnType<typeof user>, object: string) =>
  steps.filter((step) => step.op === "load" && step.object === object).map(({ locks }) => locks)

const family = ["cb_lock", "genl_mutex", "devlink_mutex"]

describe("netlink", () => {
  it("flash_update reads ops under cb_lock, genl_mutex, devlink_mutex and devlink->lock, taken in this order", () => {
    const steps = netlink("DEVLINK_CMD_FLASH_UPDATE")
    assert.deepStrictEqual(loads(steps, "devlink.ops.flash_update"), [
      [...family, "devlink->lock"],
      [...family, "devlink->lock"]
    ])
  })

  it("reload is NO_LOCK: only the driver's ports take devlink->lock, for the list", () => {
    const steps = netlink("DEVLINK_CMD_RELOAD")
    const under = steps.filter(({ locks }) => locks.includes("devlink->lock")).map(({ object }) => object)
    assert.deepStrictEqual([...new Set(under)], ["devlink.port_list", "devlink->lock"])
    assert.deepStrictEqual(loads(steps, "devlink.ops.reload_down"), [family, family])
  })

  it("takes rtnl inside devlink_mutex, never the other way round", () => {
    const rtnl = netlink("DEVLINK_CMD_RELOAD").filter(({ object, op }) =>
      op === "mutex_lock" && object === "rtnl_mutex"
    )
    assert.strictEqual(rtnl.length, 2)
    for (const { locks } of rtnl) assert.include(locks, "devlink_mutex")
  })

  it("gives back every lock it took", () => {
    for (const steps of [netlink("DEVLINK_CMD_FLASH_UPDATE"), netlink("DEVLINK_CMD_RELOAD")]) {
      assert.deepStrictEqual(steps.at(-1)?.locks, ["cb_lock"])
      assert.strictEqual(steps.at(-1)?.op, "up_read")
    }
  })
})

describe("the compat paths from ethtool", () => {
  it("flash checks ops under no lock and calls under devlink->lock alone", () => {
    const steps = ethtool("ETHTOOL_FLASHDEV", "copied-struct")
    assert.deepStrictEqual(loads(steps, "devlink.ops.flash_update"), [[], ["devlink->lock"]])
    assert.deepStrictEqual(loads(steps, "port.devlink"), [[]])
  })

  it("info checks ops under no lock and calls under devlink->lock alone", () => {
    const steps = ethtool("ETHTOOL_GDRVINFO", "copied-struct")
    assert.deepStrictEqual(loads(steps, "devlink.ops.info_get"), [[], ["devlink->lock"]])
  })

  it("need one more load where ops are held by pointer", () => {
    const steps = ethtool("ETHTOOL_FLASHDEV", "static-const")
    assert.deepStrictEqual(loads(steps, "devlink.ops"), [[], ["devlink->lock"]])
    assert.strictEqual(loads(steps, "nsim_dev_devlink_ops.flash_update").length, 2)
  })

  it("hold the netdev while rtnl is dropped", () => {
    const names = ethtool("ETHTOOL_FLASHDEV", "copied-struct").map(({ object, op }) => `${op} ${object}`)
    const hold = names.indexOf("refcount_inc eth0->refcnt")
    const drop = names.indexOf("mutex_unlock rtnl_mutex")
    const again = names.lastIndexOf("mutex_lock rtnl_mutex")
    const put = names.indexOf("refcount_dec_and_test eth0->refcnt")
    assert.isTrue(0 < hold && hold < drop && drop < again && again < put)
  })

  it("never take devlink_mutex, the lock of the registered mark", () => {
    for (const command of ["ETHTOOL_FLASHDEV", "ETHTOOL_GDRVINFO"] as const) {
      assert.isFalse(ethtool(command, "copied-struct").some(({ object }) => object === "devlink_mutex"))
    }
  })
})

describe("devlink_register", () => {
  it("comes after register_netdev() in netdevsim, and sets the mark under devlink_mutex alone", () => {
    const steps = withLocks(runOnce("static-const", function* main() {
      yield* probe(netdevsim)
    }))
    const listed = steps.findIndex(({ object, op }) => op === "smp_store_release" && object === "dev_base_head")
    const marked = steps.findIndex(({ object, op }) => op === "set_bit" && object === "devlinks.REGISTERED")
    assert.isTrue(0 < listed && listed < marked)
    assert.deepStrictEqual(steps[marked].locks, ["devlink_mutex"])
  })

  it("is followed by devlink_reload_enable() where that exists", () => {
    const objects = (design: "static-const" | "copied-struct" | "caps-mask") =>
      runOnce(design, function* main() {
        yield* probe(netdevsim)
      }).map(({ object, op }) => `${op} ${object}`)
    const last = (design: "static-const" | "copied-struct" | "caps-mask") =>
      objects(design).findLast((step) => /^(store devlink\.|set_bit)/.test(step))
    assert.strictEqual(last("static-const"), "store devlink.reload_enabled")
    assert.strictEqual(last("copied-struct"), "set_bit devlinks.REGISTERED")
    assert.strictEqual(last("caps-mask"), "set_bit devlinks.REGISTERED")
  })
})
