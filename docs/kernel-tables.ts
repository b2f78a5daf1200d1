/**
 * Tables of the kernel model as Markdown: which locks are held where, found by running; and the drivers as data.
 */
import { steps } from "../src/scenarios/drivers/driver.ts"
import type { Driver } from "../src/scenarios/drivers/driver.ts"
import { drivers, twelve } from "../src/scenarios/drivers/drivers.ts"
import { furtherNames } from "../src/scenarios/drivers/further.ts"
import type { KernelName } from "../src/scenarios/kernel/kernel-version.ts"
import { own } from "../src/scenarios/matrix.ts"
import { type Place, places, versions } from "./kernel-places.ts"
import { table } from "./operation-table.ts"
import { runOnce, withLocks } from "./run-once.ts"

/** Function, version, where in it, locks held, source: versions alike in one row. */
export const lockTable = (): string => {
  const rows = places.flatMap((place) => {
    const found = versions.filter((version) => version in place.source)
      .map((version) => ({ version, locks: locksAt(place, version), file: place.source[version] }))
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

const locksAt = ({ first, function: name, run, step, who }: Place, version: KernelName): string => {
  const taken = withLocks(runOnce(own[version], run, 0, version)).filter((one) => one.task === who)
  const at = first === true ? taken.find(step) : taken.findLast(step)
  if (at === undefined) throw new Error(`${name} has no such step at ${version}`)
  return at.locks.join(" > ")
}

/** The drivers as they are: the order of each probe in each tree, and how ethtool reaches them. */
export const driverTable = (): string =>
  table([
    ["driver", ...versions, "leads to devlink", "own flash", "fills fw_version", "source"],
    ...[...twelve, ...furtherNames].map((name) => {
      const driver: Driver = drivers[name]
      return [
        name,
        ...versions.map((version) => (driver.orders[version] === undefined ? "" : `\`${driver.orders[version]}\``)),
        leads(driver.ndo_get_devlink_port),
        yes(driver.flash_device !== undefined),
        yes(driver.fw_version !== ""),
        driver.source
      ]
    })
  ])

const leads = (ndo: Driver["ndo_get_devlink_port"]): string =>
  typeof ndo === "boolean" ? yes(ndo) : `at ${ndo.join(", ")}`

const yes = (is_so: boolean): string => (is_so ? "yes" : "no")

/** The letters of the orders. */
export const stepTable = (): string =>
  table([["step", "is"], ...Object.entries(steps).map(([letter, what]) => [`\`${letter}\``, what])])
