/**
 * D6: a removal in the wrong order. am65-cpsw frees its devlink instance and takes its netdevs away after that.
 *
 * Its netdevs lead to the freed instance for as long, and it leaves fw_version empty, so `ethtool -i`, which needs no
 * privilege, follows. What was reported, in November 2023 and again in October 2024, is a WARN_ON of the port's type;
 * the fix for that turned the order round, and with it went this.
 * Source: drivers/net/ethernet/ti/am65-cpsw-nuss.c am65_cpsw_nuss_remove(), Linux 5.15 and 6.1; "net: ethernet: ti:
 * am65-cpsw: prevent WARN_ON upon module removal" (October 2024).
 */
import { reached } from "../../sim/choice.ts"
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import { am65_cpsw } from "../drivers/am65-cpsw.ts"
import { probe, remove } from "../drivers/probe.ts"
import type { KernelName } from "../kernel/kernel-version.ts"
import { type Answer, grid } from "../matrix.ts"
import { ethtool_i } from "./users.ts"

const found = "ethtool finds the netdev"

const answer = (kernel: KernelName): Answer =>
  kernel === "6.12"
    ? { declared: "verified", why: "the netdevs go first, and whoever looks at them does so under rtnl" }
    : {
      declared: "use-after-free",
      why: "the netdev still leads to the instance when it is freed, and nothing that ethtool holds keeps it"
    }

export default scenario("devlink/d6-netdevs-last", {
  question: `What does a driver risk that frees its devlink instance before its netdevs are gone?
S7 asks this of an order that the API permits; this driver had it for four years.`,
  reaches: [found],
  cells: grid({ kernels: ["5.15", "netnext-2021-10", "5.16", "6.1", "6.12"], shapes: ["am65-cpsw"] }, answer)
}, function* d6() {
  const devlink = (yield* probe(am65_cpsw))!
  yield* task("remove", function* removing() {
    yield* remove(devlink)
  })
  yield* task("ethtool -i", function* user() {
    if ((yield* ethtool_i(am65_cpsw)) !== "-ENODEV") yield* reached(found)
  })
})
