/**
 * S8: the answer of January 2023. Whoever holds devlink->lock may ask whether the instance is registered.
 *
 * Every way in against every way out: ethtool and netlink, while a probe fails, succeeds, or the driver is removed.
 * Source: ed539ba614a0, 9053637e0da7, 82a3aef2e6af (v6.3); net/devlink, Linux 6.12.
 */
import { choose, reached } from "../../sim/choice.ts"
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import { type DriverName, drivers } from "../drivers/drivers.ts"
import { probe, remove } from "../drivers/probe.ts"
import type { KernelName } from "../kernel/kernel-version.ts"
import { type Answer, type DesignName, grid } from "../matrix.ts"
import { devlink_dev_flash, devlink_dev_reload, ethtool_flash, ethtool_i } from "./users.ts"

const done = "a command is done"

const sound =
  "all readers hold devlink->lock and have seen the mark; a reference keeps the memory for those who come too late"

const answer = (_: KernelName, shape: DriverName, design: DesignName): Answer =>
  design === "caps-mask" && shape !== "nfp"
    ? { declared: "assertion", why: `${sound}. But the driver is registered before it says what it can do` }
    : { declared: "verified", why: sound }

export default scenario("devlink/s8-registered-under-lock", {
  question: `Is anything left to find when the mark is read under the lock under which it is set?
"devlink: always check if the devlink instance is registered" (v6.3) is the check Romanovsky had offered
in October 2021, with the lock that makes it mean something; a reference keeps only memory.`,
  reaches: [done],
  cells: grid({ kernels: ["6.12"], shapes: ["netdevsim", "nfp", "mlxsw"], designs: "all" }, answer)
}, function* s8({ shape }) {
  const driver = drivers[shape as DriverName]
  const fate = yield* choose("probe", "probe that fails", "remove")
  const devlink = fate === "remove" ? yield* probe(driver) : undefined
  yield* task("driver", function* driver_core() {
    if (devlink === undefined) yield* probe(driver, fate === "probe that fails" ? { fails_after: "N" } : {})
    else yield* remove(devlink)
  })
  yield* task("user", function* user() {
    const wish = yield* choose("ethtool --flash", "ethtool -i", "devlink dev flash", "devlink dev reload")
    const ways = {
      "ethtool --flash": ethtool_flash,
      "ethtool -i": ethtool_i,
      "devlink dev flash": devlink_dev_flash,
      "devlink dev reload": devlink_dev_reload
    }
    if ((yield* ways[wish](driver)) === 0) yield* reached(done)
  })
})
