/** What differs between the trees: which locks are held where, and what an instance lives by. */
import { assert, describe, it } from "vitest"
import { runOnce, withLocks } from "../../../docs/run-once.ts"
import {
  devlink_dev_flash,
  devlink_dev_reload,
  ethtool_flash,
  ethtool_i
} from "../../../src/scenarios/devlink/users.ts"
import { drivers } from "../../../src/scenarios/drivers/drivers.ts"
import { netdevsim } from "../../../src/scenarios/drivers/netdevsim.ts"
import { probe, remove } from "../../../src/scenarios/drivers/probe.ts"
import { AuxBus } from "../../../src/scenarios/kernel/auxiliary-bus.ts"
import { cleanup_net, copy_net_ns } from "../../../src/scenarios/kernel/net-namespace.ts"
import { type KernelName, own } from "../../../src/scenarios/matrix.ts"
import { task } from "../../../src/sim/task.ts"

const users = { devlink_dev_flash, devlink_dev_reload, ethtool_flash, ethtool_i }

/** The locks held at each load of a member of ops by a user, when netdevsim is up. */
const locksAt = (kernel: KernelName, user: keyof typeof users, member: string) =>
  withLocks(
    runOnce(
      own[kernel],
      function* main() {
        yield* probe(netdevsim)
        yield* task("user", () => users[user](netdevsim))
      },
      0,
      kernel
    )
  ).filter(({ object, op, task: who }) => who === "user" && op === "load" && object.endsWith(`ops.${member}`))
    .map(({ locks }) => locks.join(" > "))

const family = "cb_lock > genl_mutex > devlink_mutex"
const kernels: ReadonlyArray<KernelName> = ["5.15", "netnext-2021-10", "5.16", "6.1", "6.12"]

describe("the locks of a reader of ops", () => {
  const expected: { readonly [K in string]: ReadonlyArray<ReadonlyArray<string>> } = {
    "devlink_dev_flash flash_update": [
      ...[1, 2, 3].map(() => [`${family} > devlink->lock`, `${family} > devlink->lock`]),
      ["cb_lock > devlink->lock", "cb_lock > devlink->lock"],
      ["cb_lock > devlink->lock", "cb_lock > devlink->lock"]
    ],
    "devlink_dev_reload reload_actions": [
      [family],
      [family],
      [family],
      ["cb_lock > devlink->lock"],
      ["cb_lock > device lock > devlink->lock"]
    ],
    "ethtool_flash flash_update": [
      ["", "devlink->lock"],
      ["", "devlink->lock"],
      ["", "devlink->lock"],
      ["", "devlink->lock"],
      ["devlink->lock", "devlink->lock"]
    ],
    "ethtool_i info_get": [
      ["", "devlink->lock"],
      ["", "devlink->lock"],
      ["", "devlink->lock"],
      ["", "devlink->lock"],
      ["", "devlink->lock"]
    ]
  }
  for (const [what, locks] of Object.entries(expected)) {
    it.each(kernels.map((kernel, i) => [kernel, locks[i]!] as const))(`${what} at %s`, (kernel, held) => {
      const [user, member] = what.split(" ") as [keyof typeof users, string]
      assert.deepStrictEqual(locksAt(kernel, user, member), held)
    })
  }
})

describe("the mark REGISTERED", () => {
  it.each(
    [
      ["5.15", "devlink_mutex"],
      ["netnext-2021-10", "devlink_mutex"],
      ["5.16", "devlink_mutex"],
      ["6.1", ""],
      ["6.12", "devlink->lock"]
    ] as const
  )("is set at %s under %s", (kernel, locks) => {
    const steps = withLocks(runOnce(own[kernel], () => probe(netdevsim), 0, kernel))
    const marks = steps.filter(({ object, op }) => op === "set_bit" && object === "devlinks.REGISTERED")
    assert.deepStrictEqual(marks.map((step) => step.locks.join(" > ")), [locks])
  })
})

describe("ethtool", () => {
  const names = (kernel: KernelName) =>
    runOnce(
      own[kernel],
      function* main() {
        yield* probe(netdevsim)
        yield* task("user", () => ethtool_i(netdevsim))
      },
      0,
      kernel
    ).filter(({ task: who }) => who === "user").map(({ object, op }) => `${op} ${object}`)

  it.each(["5.15", "netnext-2021-10"] as const)("holds the netdev while it calls devlink at %s", (kernel) => {
    assert.include(names(kernel), "refcount_inc eth0->refcnt")
    assert.notInclude(names(kernel), "refcount_inc_not_zero devlink->refcount")
  })

  it.each(["5.16", "6.1", "6.12"] as const)("takes a reference on the instance under rtnl at %s", (kernel) => {
    const steps = names(kernel)
    assert.notInclude(steps, "refcount_inc eth0->refcnt")
    const get = steps.indexOf("refcount_inc_not_zero devlink->refcount")
    assert.isTrue(steps.indexOf("mutex_lock rtnl_mutex") < get && get < steps.indexOf("mutex_unlock rtnl_mutex"))
  })
})

describe("the end of an instance", () => {
  const steps = (kernel: KernelName) =>
    runOnce(
      own[kernel],
      function* main() {
        const devlink = yield* probe(netdevsim)
        yield* remove(devlink!)
      },
      0,
      kernel
    ).map(({ object, op, task: who }) => `${who}: ${op} ${object}`)

  it("waits for the last reference until 6.1, and there for a grace period more", () => {
    assert.include(steps("5.16"), "main: wait_for_completion devlink->comp")
    const at6_1 = steps("6.1")
    const grace = at6_1.indexOf("rcu: __devlink_put_rcu: end of grace period rcu")
    const done = at6_1.indexOf("rcu: __devlink_put_rcu: complete devlink->comp")
    assert.isTrue(grace < done && done < at6_1.indexOf("main: wait_for_completion devlink->comp"))
    assert.include(at6_1, "main: set_bit devlinks.UNREGISTERING")
  })

  it("waits for nobody at 6.12: the last reference frees the memory, after a grace period", () => {
    const at6_12 = steps("6.12")
    assert.isFalse(at6_12.some((step) => step.includes("wait_for_completion")))
    assert.include(at6_12, "kworker: devlink_release: kfree devlink")
    assert.notInclude(at6_12, "main: kfree devlink")
  })
})

describe("register_netdevice()", () => {
  it("tells sysfs and udev before the netdev is listed, and rtnl users last", () => {
    const steps = withLocks(runOnce("static-const", () => probe(netdevsim)))
    const at = (op: string, object: string) => steps.findIndex((step) => step.op === op && step.object === object)
    const uevent = at("smp_store_release", "uevents")
    const listed = at("smp_store_release", "dev_base_head")
    assert.isTrue(uevent < listed && listed < at("mutex_unlock", "rtnl_mutex"))
    assert.deepStrictEqual([steps[uevent]!.locks, steps[listed]!.locks], [["rtnl_mutex"], ["rtnl_mutex"]])
  })

  it("comes before the port in am65-cpsw until it was turned round", () => {
    const first = (kernel: KernelName) => {
      const steps = runOnce(own[kernel], () => probe(drivers["am65-cpsw"]), 0, kernel)
      const names = steps.map(({ object, op }) => `${op} ${object}`)
      return names.indexOf("smp_store_release uevents") < names.indexOf("store port.devlink") ? "netdev" : "port"
    }
    assert.deepStrictEqual(kernels.map(first), ["netdev", "netdev", "netdev", "port", "port"])
  })
})

describe("devlink_pernet_pre_exit()", () => {
  it.each(kernels)("moves the instance of a dying namespace to init_net at %s", (kernel) => {
    const steps = runOnce(
      own[kernel],
      function* main() {
        const net = yield* copy_net_ns("net")
        yield* probe(netdevsim, { net })
        yield* cleanup_net(net)
      },
      0,
      kernel
    )
    const moves = steps.filter(({ object, op }) => object === "devlink._net" && op === "WRITE_ONCE")
    assert.deepStrictEqual(moves.map(({ argument }) => argument === null), [false, true])
  })

  it("leaves the instances of others alone", () => {
    const steps = runOnce(
      "caps-mask",
      function* main() {
        const net = yield* copy_net_ns("net")
        yield* probe(netdevsim)
        yield* cleanup_net(net)
      },
      0,
      "5.16"
    )
    assert.isFalse(steps.some(({ object, op }) => object === "devlink._net" && op === "WRITE_ONCE"))
  })
})

describe("the auxiliary bus", () => {
  const netdevs = (body: () => Generator<any, any, any>) =>
    runOnce("static-const", body).filter(({ op }) => op === "wake_up").map(({ task: who }) => who)

  it("probes in the parent's task when the driver is bound", () => {
    assert.deepStrictEqual(netdevs(() => probe(drivers.mlx5)), ["main"])
  })

  it("probes once, in the task of whoever comes second", () => {
    const late = function*() {
      yield* (yield* AuxBus).auxiliary_driver_register()
    }
    const driver = drivers["mlx5-module-load"]
    assert.deepStrictEqual(netdevs(() => probe(driver)), [])
    assert.deepStrictEqual(
      netdevs(function*() {
        yield* probe(driver)
        yield* task("mlx5e_init", late)
      }),
      ["mlx5e_init"]
    )
    assert.deepStrictEqual(
      netdevs(function*() {
        yield* late()
        yield* probe(driver)
      }),
      ["main"]
    )
  })
})
