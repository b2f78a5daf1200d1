/**
 * S14: one const table for each kind of device, picked at devlink_alloc(). bnxt does so, for PF and VF.
 *
 * A fourth answer, which needs no late ops and no mask: read-only tables that are right from the start. It asks one
 * thing: that the driver knows by then. mlx5 learns from its firmware, later, whether it is a multiport slave, so it
 * would have to guess; both guesses and both answers are explored.
 * Source: drivers/net/ethernet/broadcom/bnxt/bnxt_devlink.c bnxt_dl_register(), Linux 5.16 and 6.12.
 */
import { assert, choose } from "../../sim/choice.ts"
import { capability, pointer } from "../../sim/memory/pointer.ts"
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import { bnxt, bnxt_vf } from "../drivers/bnxt.ts"
import type { Driver } from "../drivers/driver.ts"
import { mlx5 } from "../drivers/mlx5.ts"
import { only } from "../drivers/ops-split.ts"
import { probe } from "../drivers/probe.ts"
import { grid, trees } from "../matrix.ts"
import { devlink_dev_flash, devlink_dev_reload, ethtool } from "./users.ts"

const shapes = ["bnxt", "mlx5"] as const

/** A callback that must not be called on a multiport slave. */
const not_on_a_slave = pointer("mlx5_devlink_reload_down", function* mlx5_devlink_reload_down() {
  yield* assert(false, "mlx5_devlink_reload_down() was called on a multiport slave")
  return "-EOPNOTSUPP" as const
})

/** mlx5 with the table that was guessed, on a device of the kind it turns out to be. */
const guessed = (guess: "slave" | "no slave", firmware: "slave" | "no slave"): Driver => {
  const { init } = mlx5.table
  const table = guess === "slave"
    ? { name: "mlx5_slave_ops", init: only(init, (member) => !member.startsWith("reload_")) }
    : { name: "mlx5_devlink_ops", init: firmware === "slave" ? { ...init, reload_down: not_on_a_slave } : init }
  return { ...mlx5, table, late: [], asks_driverinit: false }
}

export default scenario("devlink/s14-variant-tables", {
  question: `Is a const table for each kind of device, picked at devlink_alloc(), an answer?
Romanovsky: "device property which is not known at the beginning of driver initialization". bnxt knows
it by then, mlx5 does not. Users flash and reload at any moment of the probe and after it.`,
  cells: grid({ kernels: trees, shapes, designs: ["per-variant-table"] }, (_kernel, shape) => {
    if (shape === "mlx5") {
      return {
        provenance: "counterfactual",
        declared: ["lost-function", "assertion"],
        why: "the table is picked before firmware answers: one wrong guess loses reload, the other offers it to a slave"
      }
    }
    return {
      provenance: "as-permitted",
      declared: "verified",
      why: "the table is right from the start, and read-only: nobody can come too early, and nothing is set late"
    }
  })
}, function* s14({ shape }) {
  const tables = shape === "mlx5" ? yield* mlx5_variants() : (yield* choose("PF", "VF")) === "PF" ? bnxt : bnxt_vf
  yield* task("probe", function* probing() {
    yield* probe(tables)
  })
  yield* task("user", function* user() {
    yield* ethtool(tables)
    if (shape === "mlx5") {
      yield* devlink_dev_reload(tables)
      yield* devlink_dev_reload(tables)
    } else yield* devlink_dev_flash(tables)
  })
})

function* mlx5_variants() {
  const guess = yield* choose("slave", "no slave")
  const firmware = yield* choose("slave", "no slave")
  if (firmware === "no slave") yield* capability(mlx5.address, "reload")
  return guessed(guess, firmware)
}
