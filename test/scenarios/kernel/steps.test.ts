/**
 * What each way into the kernel does, step by step, in every tree: a lock, a store or a wait that goes missing shows,
 * also where no verdict rests on it.
 *
 * To make the golden file anew: npx vitest run test/scenarios/kernel/steps.test.ts -u
 */
import * as path from "node:path"
import { describe, expect, it } from "vitest"
import { runOnce } from "../../../docs/run-once.ts"
import {
  devlink_dev_flash,
  devlink_dev_reload,
  devlink_eswitch_set,
  devlink_health_diagnose,
  ethtool_flash,
  ethtool_i
} from "../../../src/scenarios/devlink/users.ts"
import type { Driver } from "../../../src/scenarios/drivers/driver.ts"
import { mlx5_eswitch } from "../../../src/scenarios/drivers/mlx5-representors.ts"
import { netdevsim } from "../../../src/scenarios/drivers/netdevsim.ts"
import { nfp } from "../../../src/scenarios/drivers/nfp.ts"
import { probe, remove } from "../../../src/scenarios/drivers/probe.ts"
import { devlink_health_reporter_create } from "../../../src/scenarios/kernel/devlink-health.ts"
import { devlink_port_netdevice_nb } from "../../../src/scenarios/kernel/devlink-port-type.ts"
import { Devlink } from "../../../src/scenarios/kernel/devlink.ts"
import { kernelNames } from "../../../src/scenarios/kernel/kernel-version.ts"
import { NetDevice, type NetDeviceOps } from "../../../src/scenarios/kernel/net-device.ts"
import { cleanup_net, copy_net_ns, copy_net_ns_fails, put_net } from "../../../src/scenarios/kernel/net-namespace.ts"
import {
  register_netdevice_notifier,
  unregister_netdevice_notifier
} from "../../../src/scenarios/kernel/netdev-notifiers.ts"
import { device, really_probe } from "../../../src/scenarios/kernel/pci-driver.ts"
import { unregistered_port } from "../../../src/scenarios/kernel/struct-devlink.ts"
import { phys_port_name_show, udev_next_netdev } from "../../../src/scenarios/kernel/udev.ts"
import { own } from "../../../src/scenarios/matrix.ts"
import { perExecution } from "../../../src/sim/choice.ts"
import { alloc } from "../../../src/sim/memory/heap.ts"
import { pointer } from "../../../src/sim/memory/pointer.ts"
import { variable } from "../../../src/sim/memory/variable.ts"
import { task } from "../../../src/sim/task.ts"

type Body = () => Generator<any, any, any>

/** What somebody does to a netdevsim that is up. */
const to_netdevsim = (user: Body): Body =>
  function*() {
    yield* probe(netdevsim)
    yield* task("user", user)
  }

const nothing_to_do = pointer("callback", function*() {
  return 0 as const
})

const fails = pointer("callback", function*() {
  return "-EBUSY" as const
})

/** One step that is told apart by its name. */
const marked = (name: string) =>
  perExecution(name, function*() {
    return yield* variable(name, 0)
  })
const told = marked("told")
const begun = marked("begun")
const completed = marked("completed")

const steps_on = (word: typeof told) =>
  pointer("callback", function*() {
    yield* (yield* word).store(1)
    return 0 as const
  })

const nb = {
  name: "nb",
  *call() {
    yield* (yield* told).store(1)
    return "NOTIFY_DONE" as const
  }
}

/** netdevsim, if its device had to be woken. */
const sleepy: Driver = { ...netdevsim, around_ethtool: { begin: steps_on(begun), complete: steps_on(completed) } }

/** A netdev that nobody has registered yet; where no port is given, it leads to none. */
function* new_netdev(netdev_ops: NetDeviceOps = {}) {
  const { alloc_netdev } = yield* NetDevice
  return yield* alloc_netdev({ name: "eth1", netdev_ops, ethtool_ops: { fw_version: "" }, priv: null })
}

/** Each is listed but for what `main` does to get so far. */
const ways: { readonly [way: string]: Body } = {
  *"probe and remove"() {
    yield* task("driver", function* driver() {
      yield* remove((yield* probe(netdevsim))!)
    })
  },
  *"probe and remove of nfp"() {
    yield* task("driver", function* driver() {
      yield* remove((yield* probe(nfp))!)
    })
  },
  *"a probe on another node"() {
    const dev = yield* device()
    yield* task("driver core", () => really_probe(dev, true, function* local_pci_probe() {}))
  },
  "ethtool -i": to_netdevsim(() => ethtool_i(netdevsim)),
  "ethtool --flash": to_netdevsim(() => ethtool_flash(netdevsim)),
  "devlink dev flash": to_netdevsim(() => devlink_dev_flash(netdevsim)),
  "devlink dev reload": to_netdevsim(() => devlink_dev_reload(netdevsim)),
  *"ethtool -i of a device that sleeps"() {
    yield* probe(sleepy)
    yield* task("user", () => ethtool_i(sleepy))
  },
  *"ethtool --flash of a device that sleeps"() {
    yield* probe(sleepy)
    yield* task("user", () => ethtool_flash(sleepy))
  },
  "a command for nobody": to_netdevsim(() => devlink_dev_reload({ address: "none" })),
  *"devlink dev eswitch set"() {
    yield* probe(mlx5_eswitch.mlx5)
    yield* task("user", () => devlink_eswitch_set(mlx5_eswitch.mlx5, "switchdev"))
  },
  *"health"() {
    const devlink = (yield* probe(netdevsim))!
    const reporter = yield* devlink_health_reporter_create({ recover: nothing_to_do, diagnose: nothing_to_do })
    yield* task("user", function* user() {
      yield* (yield* Devlink).devlink_health_report(devlink, reporter)
      yield* devlink_health_diagnose(netdevsim, reporter)
    })
  },
  *"a recovery that fails"() {
    const devlink = (yield* probe(netdevsim))!
    const reporter = yield* devlink_health_reporter_create({ recover: fails, diagnose: fails })
    yield* task("driver", function* driver() {
      yield* (yield* Devlink).devlink_health_report(devlink, reporter)
    })
  },
  *"a namespace dies with an instance in it"() {
    const net = yield* copy_net_ns("net")
    yield* probe(netdevsim, { net })
    yield* task("worker", () => cleanup_net(net))
  },
  *"an instance is moved"() {
    const net = yield* copy_net_ns("net")
    yield* probe(netdevsim)
    yield* task("user", () => devlink_dev_reload(netdevsim, net))
  },
  *"namespaces come and go"() {
    yield* task("user", function* user() {
      yield* put_net(yield* copy_net_ns("net"))
      yield* copy_net_ns_fails("another")
    })
  },
  "notifiers": to_netdevsim(function*() {
    yield* register_netdevice_notifier(nb)
    yield* unregister_netdevice_notifier(nb)
  }),
  "the notice of a port": to_netdevsim(function*() {
    yield* register_netdevice_notifier(devlink_port_netdevice_nb(true))
  }),
  *"a notice of a netdev without port"() {
    yield* register_netdevice_notifier(devlink_port_netdevice_nb(true))
    yield* task("user", function* user() {
      const { register_netdev } = yield* NetDevice
      yield* register_netdev(yield* new_netdev())
    })
  },
  *"the names of netdevs that are not registered yet"() {
    const port = yield* alloc("port", unregistered_port)
    const leads_to_it = yield* new_netdev({ ndo_get_devlink_port: () => port })
    const leads_nowhere = yield* new_netdev()
    yield* task("user", function* user() {
      yield* phys_port_name_show(leads_to_it)
      yield* phys_port_name_show(leads_nowhere)
    })
  },
  "udev": to_netdevsim(function*() {
    yield* phys_port_name_show((yield* udev_next_netdev())!)
  })
}

describe("the steps of the kernel", () => {
  it("are these, in every tree and on every way", async () => {
    const listed = kernelNames.flatMap((kernel) =>
      Object.entries(ways).flatMap(([way, body]) => [
        `# ${kernel}: ${way}`,
        ...runOnce(own[kernel], body, 0, kernel).filter((step) => step.task !== "main")
          .map((step) => `${step.task}: ${step.op} ${step.object}`),
        ""
      ])
    )
    await expect(listed.join("\n")).toMatchFileSnapshot(
      path.resolve(import.meta.dirname, "../../golden/kernel-steps.txt")
    )
  })
})
