/**
 * The places of the kernel model whose locks docs/kernel.md lists: what to run, and which step to look at.
 */
import {
  devlink_dev_flash,
  devlink_dev_reload,
  devlink_eswitch_set,
  devlink_health_diagnose,
  ethtool_flash,
  ethtool_i
} from "../src/scenarios/devlink/users.ts"
import type { Driver } from "../src/scenarios/drivers/driver.ts"
import { netdevsim } from "../src/scenarios/drivers/netdevsim.ts"
import { probe, remove } from "../src/scenarios/drivers/probe.ts"
import { devlink_health_reporter_create } from "../src/scenarios/kernel/devlink-health.ts"
import { Devlink } from "../src/scenarios/kernel/devlink.ts"
import { type KernelName, kernelNames } from "../src/scenarios/kernel/kernel-version.ts"
import { cleanup_net, copy_net_ns } from "../src/scenarios/kernel/net-namespace.ts"
import { register_netdevice_notifier } from "../src/scenarios/kernel/netdev-notifiers.ts"
import { device, really_probe } from "../src/scenarios/kernel/pci-driver.ts"
import { phys_port_name_show, udev_next_netdev } from "../src/scenarios/kernel/udev.ts"
import { perExecution } from "../src/sim/choice.ts"
import { pointer } from "../src/sim/memory/pointer.ts"
import { variable } from "../src/sim/memory/variable.ts"
import { task } from "../src/sim/task.ts"
import type { Taken } from "./run-once.ts"

/** The trees, without the one that was refused. */
export const versions = kernelNames.filter((name) => name !== "6.1-mark")

/** One row before it is split by version: what a function does at one place. */
export interface Place {
  readonly function: string
  readonly at: string
  /** The task that runs it, and what is run in a tree. */
  readonly who: string
  readonly run: () => Generator<any, any, any>
  /** The step whose locks are asked; of several the last, or the first. */
  readonly step: (taken: Taken) => boolean
  readonly first?: boolean
  readonly source: Partial<Record<KernelName, string>>
}

const is = (op: string, object: RegExp) => (taken: Taken) => taken.op === op && object.test(taken.object)

const afterProbe = (user: () => Generator<any, any, any>) =>
  function* main() {
    yield* probe(netdevsim)
    yield* task("user", user)
  }

const marks = perExecution("marks", function*() {
  return { here: yield* variable("here", 0) }
})

/** A callback that leaves one step by which it is found. */
const marked = (name: string) =>
  pointer(name, function*() {
    yield* (yield* marks).here.store(1)
    return 0 as const
  })

/** netdevsim, with what other drivers have besides. */
const more: Driver = {
  ...netdevsim,
  auxbus: "later",
  asks_driverinit: true,
  table: { ...netdevsim.table, init: { ...netdevsim.table.init, eswitch_mode_set: marked("eswitch_mode_set") } }
}

/** A place of netdevsim's probe. */
const probing = (name: string, at: string, step: Place["step"], source: Place["source"]): Place => ({
  function: name,
  at,
  who: "main",
  run: () => probe(netdevsim),
  step,
  source
})

/** A place on a user's way to a device that is up. */
const using = (
  name: string,
  at: string,
  user: () => Generator<any, any, any>,
  step: Place["step"],
  source: Place["source"]
): Place => ({ function: name, at, who: "user", run: afterProbe(user), step, source })

/** A place of netdevsim's remove. */
const removing = (name: string, at: string, step: Place["step"], source: Place["source"], first = false): Place => ({
  function: name,
  at,
  who: "user",
  *run() {
    const devlink = yield* probe(netdevsim)
    yield* task("user", () => remove(devlink!))
  },
  step,
  first,
  source
})

/** A reporter of a device that is up, in the hands of one who reports or is asked. */
function* reporter() {
  const callback = marked("callback")
  return yield* devlink_health_reporter_create({ recover: callback, diagnose: callback })
}

const core = {
  "5.15": "net/core/devlink.c",
  "netnext-2021-10": "net/core/devlink.c",
  "5.16": "net/core/devlink.c",
  "6.1": "net/devlink/leftover.c",
  "6.12": "net/devlink"
}
const everywhere = (file: string) => Object.fromEntries(versions.map((version) => [version, file]))

/** The check and the call of a compat path are the first and the last load of the member. */
function compat(
  name: string,
  member: string,
  user: (driver: Driver) => Generator<any, any, any>
): ReadonlyArray<Place> {
  return [true, false].map((first) => ({
    function: `devlink_compat_${name}()`,
    at: `${first ? "checks" : "calls"} ops->${member}`,
    who: "user",
    run: afterProbe(() => user(netdevsim)),
    step: is("load", new RegExp(`ops\\.${member}`)),
    first,
    source: core
  }))
}

/** All of them, by what they are part of. */
export const places: ReadonlyArray<Place> = [
  ...[false, true].map((elsewhere): Place => ({
    function: "pci_call_probe()",
    at: elsewhere ? "runs the probe on another node" : "runs the probe here",
    who: elsewhere ? "kworker: local_pci_probe" : "main",
    *run() {
      const dev = yield* device()
      yield* really_probe(dev, elsewhere, function* local_pci_probe() {
        yield* probe(netdevsim, { dev })
      })
    },
    step: is("atomic_fetch_add", /devlinks\.next/),
    source: everywhere("drivers/pci/pci-driver.c")
  })),
  {
    function: "auxiliary_device_add()",
    at: "added",
    who: "main",
    run: () => probe(more),
    step: is("store", /auxiliary devices/),
    source: everywhere("drivers/base/auxiliary.c")
  },
  probing("devlink_alloc_ns()", "in the xarray", is("smp_store_release", /devlinks\[0\]/), core),
  probing("devlink_alloc_ns()", "ops are set", is("store", /devlink\.ops/), core),
  probing("devlink_set_features()", "features are stored", is("store", /features/), {
    "5.16": core["5.16"],
    "6.1": core["6.1"]
  }),
  probing("devlink_reload_enable()", "the flag is stored", is("store", /reload_enabled/), { "5.15": core["5.15"] }),
  {
    function: "devlink_param_driverinit_value_get()",
    at: "reads ops->reload_down",
    who: "main",
    run: () => probe(more),
    step: is("load", /ops\.reload_down/),
    first: true,
    source: core
  },
  probing("devlink_port_attrs_set()", "stored", is("store", /port\.attrs/), core),
  probing("register_netdevice()", "sysfs and uevent", is("smp_store_release", /uevents/), everywhere("net/core/dev.c")),
  probing("register_netdevice()", "listed", is("smp_store_release", /dev_base_head/), everywhere("net/core/dev.c")),
  probing(
    "call_netdevice_notifiers()",
    "NETDEV_REGISTER",
    is("READ_ONCE", /netdev_chain/),
    everywhere("net/core/dev.c")
  ),
  {
    function: "register_netdevice_notifier()",
    at: "joins the chain",
    who: "main",
    run: () =>
      register_netdevice_notifier({
        name: "nb",
        *call() {
          return "NOTIFY_DONE"
        }
      }),
    step: is("smp_store_release", /netdev_chain/),
    source: everywhere("net/core/dev.c")
  },
  using(
    "phys_port_name_show()",
    "reads the name of the port",
    function* udev() {
      yield* phys_port_name_show((yield* udev_next_netdev())!)
    },
    is("load", /port\.attrs/),
    everywhere("net/core/net-sysfs.c")
  ),
  removing("unregister_netdev()", "unlisted", is("smp_store_release", /dev_base_head/), everywhere("net/core/dev.c")),
  removing("netdev_wait_allrefs()", "waits for references", is("await", /eth0->refcnt/), everywhere("net/core/dev.c")),
  probing("devlink_port_register()", "port->devlink is stored", is("store", /^port\.devlink/), core),
  probing("devlink_port_register()", "on the list", is("store", /port_list/), core),
  probing("devlink_register()", "the mark is set", is("set_bit", /REGISTERED/), core),
  removing("devlink_unregister()", "the mark is cleared", is("clear_bit", /REGISTERED/), core, true),
  using(
    "devlink_nl_cmd_flash_update()",
    "calls ops->flash_update",
    () => devlink_dev_flash(netdevsim),
    is("load", /ops\.flash_update/),
    core
  ),
  using(
    "devlink_nl_cmd_reload()",
    "calls ops->reload_down",
    () => devlink_dev_reload(netdevsim),
    is("load", /ops\.reload_down/),
    core
  ),
  {
    function: "devlink_nl_cmd_eswitch_set_doit()",
    at: "calls ops->eswitch_mode_set",
    who: "user",
    *run() {
      yield* probe({ ...more, auxbus: "bound" })
      yield* task("user", () => devlink_eswitch_set(more, "switchdev"))
    },
    step: is("store", /here/),
    source: core
  },
  {
    function: "devlink_nl_cmd_health_reporter_diagnose_doit()",
    at: "calls the reporter",
    who: "user",
    *run() {
      yield* probe(netdevsim)
      const asked = yield* reporter()
      yield* task("user", () => devlink_health_diagnose(netdevsim, asked))
    },
    step: is("store", /here/),
    source: core
  },
  {
    function: "devlink_health_report()",
    at: "calls the reporter",
    who: "user",
    *run() {
      const devlink = yield* probe(netdevsim)
      const reports = yield* reporter()
      yield* task("user", function* ill() {
        yield* (yield* Devlink).devlink_health_report(devlink!, reports)
      })
    },
    step: is("store", /here/),
    source: core
  },
  {
    function: "copy_net_ns()",
    at: "a namespace is made",
    who: "main",
    run: () => copy_net_ns("net"),
    step: is("up_read", /pernet_ops_rwsem/),
    source: everywhere("net/core/net_namespace.c")
  },
  {
    function: "devlink_pernet_pre_exit()",
    at: "calls ops->reload_down",
    who: "user",
    *run() {
      const net = yield* copy_net_ns("net")
      yield* probe(netdevsim, { net })
      yield* task("user", () => cleanup_net(net))
    },
    step: is("load", /ops\.reload_down/),
    source: core
  },
  removing("devlink_free()", "out of the xarray", is("WRITE_ONCE", /devlinks\[0\]/), core),
  using(
    "devlinks_xa_find_get()",
    "takes a reference",
    () => devlink_dev_reload(netdevsim),
    is("refcount_inc_not_zero", /devlink->refcount/),
    { "6.1": core["6.1"], "6.12": core["6.12"] }
  ),
  using(
    "devlink_get_from_attrs()",
    "takes a reference",
    () => devlink_dev_reload(netdevsim),
    is("refcount_inc_not_zero", /devlink->refcount/),
    { "5.15": core["5.15"], "netnext-2021-10": core["netnext-2021-10"], "5.16": core["5.16"] }
  ),
  using(
    "netdev_to_devlink_get()",
    "takes a reference",
    () => ethtool_flash(netdevsim),
    is("refcount_inc_not_zero", /devlink->refcount/),
    { "5.16": "net/ethtool/ioctl.c", "6.1": "net/ethtool/ioctl.c", "6.12": "net/ethtool/ioctl.c" }
  ),
  using(
    "netdev_to_devlink()",
    "loads port->devlink",
    () => ethtool_flash(netdevsim),
    is("load", /port\.devlink/),
    everywhere("net/core/devlink.c")
  ),
  using("devl_is_registered()", "reads the mark", () => ethtool_i(netdevsim), is("test_bit", /REGISTERED/), {
    "6.12": core["6.12"]
  }),
  ...compat("flash_update", "flash_update", ethtool_flash),
  ...compat("running_version", "info_get", ethtool_i)
]
