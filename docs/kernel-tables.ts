/**
 * Tables of the kernel model as Markdown: which locks are held where, found by running; and the drivers as data.
 */
import { devlink_dev_flash, devlink_dev_reload, ethtool_flash, ethtool_i } from "../src/scenarios/devlink/users.ts"
import { steps } from "../src/scenarios/drivers/driver.ts"
import type { Driver } from "../src/scenarios/drivers/driver.ts"
import { drivers, twelve } from "../src/scenarios/drivers/drivers.ts"
import { netdevsim } from "../src/scenarios/drivers/netdevsim.ts"
import { probe, remove } from "../src/scenarios/drivers/probe.ts"
import { type KernelName, kernelNames } from "../src/scenarios/kernel/kernel-version.ts"
import { cleanup_net, copy_net_ns } from "../src/scenarios/kernel/net-namespace.ts"
import { own } from "../src/scenarios/matrix.ts"
import { task } from "../src/sim/task.ts"
import { table } from "./operation-table.ts"
import { runOnce, type Taken, withLocks } from "./run-once.ts"

const versions = kernelNames.filter((name) => name !== "6.1-mark")

/** One row before it is split by version: what a function does at one place. */
interface Place {
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

const places: ReadonlyArray<Place> = [
  {
    function: "register_netdevice()",
    at: "sysfs and uevent",
    who: "main",
    run: () => probe(netdevsim),
    step: is("smp_store_release", /uevents/),
    source: everywhere("net/core/dev.c")
  },
  {
    function: "register_netdevice()",
    at: "listed",
    who: "main",
    run: () => probe(netdevsim),
    step: is("smp_store_release", /dev_base_head/),
    source: everywhere("net/core/dev.c")
  },
  {
    function: "devlink_port_register()",
    at: "port->devlink is stored",
    who: "main",
    run: () => probe(netdevsim),
    step: is("store", /^port\.devlink/),
    source: core
  },
  {
    function: "devlink_port_register()",
    at: "on the list",
    who: "main",
    run: () => probe(netdevsim),
    step: is("store", /port_list/),
    source: core
  },
  {
    function: "devlink_register()",
    at: "the mark is set",
    who: "main",
    run: () => probe(netdevsim),
    step: is("set_bit", /REGISTERED/),
    source: core
  },
  {
    function: "devlink_unregister()",
    at: "the mark is cleared",
    who: "user",
    *run() {
      const devlink = yield* probe(netdevsim)
      yield* task("user", () => remove(devlink!))
    },
    step: is("clear_bit", /REGISTERED/),
    first: true,
    source: core
  },
  {
    function: "devlink_nl_cmd_flash_update()",
    at: "calls ops->flash_update",
    who: "user",
    run: afterProbe(() => devlink_dev_flash(netdevsim)),
    step: is("load", /ops\.flash_update/),
    source: core
  },
  {
    function: "devlink_nl_cmd_reload()",
    at: "calls ops->reload_down",
    who: "user",
    run: afterProbe(() => devlink_dev_reload(netdevsim)),
    step: is("load", /ops\.reload_down/),
    source: core
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
  ...compat("flash_update", "flash_update", ethtool_flash),
  ...compat("running_version", "info_get", ethtool_i)
]

/** Function, version, where in it, locks held, source: versions alike in one row. */
export const lockTable = (): string => {
  const rows = places.flatMap((place) => {
    const found = versions.map((version) => ({ version, locks: locksAt(place, version), file: place.source[version] }))
    const groups = Map.groupBy(found, ({ locks }) => locks)
    return [...groups].map(([locks, group]) => [
      `\`${place.function}\``,
      group.map(({ version }) => version).join(", "),
      place.at,
      locks === "" ? "none" : locks,
      [...new Set(group.map(({ file }) => `\`${file}\``))].join(", ")
    ])
  })
  return table([["function", "version", "at", "locks held", "source"], ...rows])
}

const locksAt = ({ first, run, step, who }: Place, version: KernelName): string => {
  const taken = withLocks(runOnce(own[version], run, 0, version)).filter((one) => one.task === who)
  const at = first === true ? taken.find(step) : taken.findLast(step)
  if (at === undefined) throw new Error(`no such step at ${version}`)
  return at.locks.join(" > ")
}

/** The twelve drivers: the order of each probe in each tree, and how ethtool reaches them. */
export const driverTable = (): string =>
  table([
    ["driver", ...versions, "leads to devlink", "own flash", "fills fw_version", "source"],
    ...twelve.map((name) => {
      const driver: Driver = drivers[name]
      return [
        name,
        ...versions.map((version) => (driver.orders[version] === undefined ? "" : `\`${driver.orders[version]}\``)),
        yes(driver.ndo_get_devlink_port),
        yes(driver.flash_device !== undefined),
        yes(driver.fw_version !== ""),
        driver.source
      ]
    })
  ])

const yes = (is_so: boolean): string => (is_so ? "yes" : "no")

/** The letters of the orders. */
export const stepTable = (): string =>
  table([["step", "is"], ...Object.entries(steps).map(([letter, what]) => [`\`${letter}\``, what])])
