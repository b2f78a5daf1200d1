/**
 * D2: a netdev before there is a port. am65-cpsw registers all its netdevs and then its devlink instance and ports.
 *
 * ndo_get_devlink_port gives the address of a port whose devlink is still NULL, get_drvinfo() leaves fw_version empty,
 * and since 30 October 2021 ethtool takes a reference on what it finds there without a look: `ethtool -i`, which needs
 * no privilege, is an oops. Nobody reported it; 0680e20af5fb (v5.19) turned the order round for another reason.
 * Source: drivers/net/ethernet/ti/am65-cpsw-nuss.c, net/ethtool/ioctl.c, Linux 5.16.
 */
import { reached } from "../../sim/choice.ts"
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import { am65_cpsw } from "../drivers/am65-cpsw.ts"
import { probe } from "../drivers/probe.ts"
import type { KernelName } from "../kernel/kernel-version.ts"
import { type Answer, grid } from "../matrix.ts"
import { ethtool_i } from "./users.ts"

const found = "ethtool finds the netdev"

const tested: Answer = {
  declared: "data-race",
  why: "the compat path tests port->devlink for NULL; that the port is stored at the same time is a race and no more"
}
const turned: Answer = { declared: "verified", why: "ports and devlink come before the netdevs" }
const answers: { readonly [K in KernelName]?: Answer } = {
  "5.15": tested,
  "netnext-2021-10": tested,
  "5.16": {
    declared: ["data-race", "null-call"],
    why: "devlink_try_get(NULL): the counter of an instance that is not there, an access near address 0"
  },
  "6.1": turned,
  "6.12": turned
}

export default scenario("devlink/d2-null-port", {
  question: `What does ethtool find behind a netdev whose devlink port is not registered yet?
"We (continue to) assume that netdevs have an implicit reference on the devlink returned from
ndo_get_devlink_port", says the commit that takes the reference; in this driver there is nothing to refer to.`,
  reaches: [found],
  cells: grid(
    { kernels: ["5.15", "netnext-2021-10", "5.16", "6.1", "6.12"], shapes: ["am65-cpsw"] },
    (kernel) => answers[kernel]
  )
}, function* d2() {
  yield* task("probe", function* probing() {
    yield* probe(am65_cpsw)
  })
  yield* task("ethtool -i", function* user() {
    if ((yield* ethtool_i(am65_cpsw)) !== "-ENODEV") yield* reached(found)
  })
})
