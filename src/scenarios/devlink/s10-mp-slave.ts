/**
 * S10: a missing callback says more than "no reload". The multiport slave of mlx5 gets no netdev at all.
 *
 * devlink_param_driverinit_value_get() refuses a driver that has no reload callbacks, and is_eth_enabled() of mlx5
 * takes a refusal for "no". Where reload is masked by a bit, the callbacks stay and the parameter can be read; where
 * they are left out, as v2 4/5 does for the slave, the eth device is lost with them. Not noticed on the list.
 * Source: net/core/devlink.c, Linux 5.15; drivers/net/ethernet/mellanox/mlx5/core/dev.c; v2 4/5 (3 October 2021).
 */
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import { mlx5_mp_slave } from "../drivers/mlx5.ts"
import { probe } from "../drivers/probe.ts"
import { type Answer, type DesignName, grid, leavesOut, trees } from "../matrix.ts"
import { ethtool } from "./users.ts"

const kept: Answer = {
  declared: "verified",
  why: "the callbacks are in the table of every mlx5 device, so the parameter can be read and the netdev is made"
}
const lost: Answer = {
  declared: "lost-function",
  why: "without reload callbacks the parameter is refused, is_eth_enabled() says no, and there is no netdev"
}

/** A table for each kind of device is none for mlx5, which does not know in time what it is: S14. */
const answer = (_kernel: string, _shape: string, design: DesignName): Answer | undefined =>
  design === "per-variant-table" ? undefined : leavesOut.has(design) ? lost : kept

export default scenario("devlink/s10-mp-slave", {
  question: `Is a callback that is left out the same as one that is masked?
Romanovsky: "mutliport mlx5 device doesn't support eswitch too. I just didn't remove the eswitch callbacks".
Kicinski: "using feature bits to dynamically mask-off capabilities has much better properties".
A multiport slave is probed; a user asks for its netdev.`,
  cells: grid({ kernels: trees, shapes: ["mlx5-mp-slave"], designs: "all" }, answer)
}, function* s10() {
  yield* task("probe", function* probing() {
    yield* probe(mlx5_mp_slave)
  })
  yield* task("ethtool", function* user() {
    yield* ethtool(mlx5_mp_slave)
  })
})
