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
import { type Answer, type DesignName, grid, posted } from "../matrix.ts"
import { ethtool } from "./users.ts"

const kept: Answer = {
  declared: "verified",
  why: "the callbacks are in the table of every mlx5 device, so the parameter can be read and the netdev is made"
}
const lost: Answer = {
  declared: "lost-function",
  why: "without reload callbacks the parameter is refused, is_eth_enabled() says no, and there is no netdev"
}

const answer = (_kernel: string, _shape: string, design: DesignName): Answer => design === "copied-struct" ? lost : kept

export default scenario("devlink/s10-mp-slave", {
  question: `Is a callback that is left out the same as one that is masked?
Romanovsky: "mutliport mlx5 device doesn't support eswitch too. I just didn't remove the eswitch callbacks".
Kicinski: "using feature bits to dynamically mask-off capabilities has much better properties".
A multiport slave is probed; a user asks for its netdev.`,
  cells: [
    ...grid({ kernels: ["netnext-2021-10"], shapes: ["mlx5-mp-slave"], designs: posted }, answer),
    ...grid({ kernels: ["5.16"], shapes: ["mlx5-mp-slave"], designs: ["copied-struct", "caps-mask"] }, answer),
    ...grid({ kernels: ["5.15", "6.1", "6.12"], shapes: ["mlx5-mp-slave"] }, answer)
  ]
}, function* s10() {
  yield* task("probe", function* probing() {
    yield* probe(mlx5_mp_slave)
  })
  yield* task("ethtool", function* user() {
    yield* ethtool(mlx5_mp_slave)
  })
})
