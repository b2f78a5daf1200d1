/**
 * D3: two questions to one table. A multiport slave of mlx5 must not be reloaded, and must have its netdev.
 *
 * Whether it gets the netdev is asked of a parameter (is_eth_enabled()), and the parameter is refused where reload
 * callbacks are missing; S10 asks that of the designs of October 2021. Here every design has to answer both questions
 * rightly: keep reload away without taking the callbacks away.
 * Source: net/core/devlink.c devlink_param_driverinit_value_get(), Linux 5.15; drivers/net/ethernet/mellanox/mlx5/core/
 * dev.c is_eth_enabled(), and devlink.c mlx5_devlink_register(), Linux 6.1, and mlx5_devlink_reload_down(), Linux 6.12.
 */
import { reached } from "../../sim/choice.ts"
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import { mlx5_mp_slave } from "../drivers/mlx5.ts"
import { probe } from "../drivers/probe.ts"
import { type Answer, cells, type DesignName, over } from "../matrix.ts"
import { devlink_dev_reload, ethtool_i } from "./users.ts"

const asked = "reload is asked for"

const taken: Answer = {
  declared: "lost-function",
  why: "reload is kept away by leaving its callbacks out, and the netdev goes with them"
}
const both = (how: string): Answer => ({ declared: "verified", why: `the callbacks are there, and ${how}` })

const answers: { readonly [D in DesignName]?: Answer } = {
  "static-const": both("devlink_reload_enable() is not called"),
  "caps-mask": both("the bit is not set"),
  "callback-check": both("the callback refuses a slave itself"),
  "copied-struct": taken,
  "shared-table": taken,
  "second-table": taken,
  "fine-grained-caps": both("the bit of reload is not set"),
  "per-variant-table": {
    declared: "assertion",
    why: "the table is picked before firmware answers, so it has reload, and nothing keeps it from a slave"
  }
}

const rows = (designs: ReadonlyArray<DesignName>, provenance: "as-posted" | "counterfactual") =>
  designs.flatMap((design) => over([design], ["mlx5-mp-slave"], { provenance, ...answers[design]! }))

export default scenario("devlink/d3-driverinit", {
  question: `Which designs keep reload from a multiport slave and leave it its netdev?
Kicinski: "using feature bits to dynamically mask-off capabilities has much better properties".
A slave is probed; one user asks for its netdev, another reloads it.`,
  reaches: [asked],
  cells: [
    ...cells("netnext-2021-10", [
      ...rows(["static-const", "shared-table", "copied-struct", "second-table", "caps-mask"], "as-posted"),
      ...rows(["fine-grained-caps", "per-variant-table", "callback-check"], "counterfactual")
    ]),
    ...cells("6.1", rows(["caps-mask"], "as-posted")),
    ...cells("6.12", rows(["callback-check"], "as-posted"))
  ]
}, function* d3() {
  yield* task("probe", function* probing() {
    yield* probe(mlx5_mp_slave)
  })
  yield* task("ethtool -i", function* user() {
    yield* ethtool_i(mlx5_mp_slave)
  })
  yield* task("devlink dev reload", function* user() {
    yield* devlink_dev_reload(mlx5_mp_slave)
    yield* reached(asked)
  })
})
