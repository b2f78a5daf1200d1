/**
 * Design `callback-check`: const ops, no flag, and the callback itself refuses what the device cannot do.
 *
 * How the dispute ended in January 2023: features are gone, and mlx5_devlink_reload_down() answers -EOPNOTSUPP on a
 * multiport slave. Source: fb8421a94c56 (v6.3); drivers/net/ethernet/mellanox/mlx5/core/devlink.c, T6.12.
 */
import * as Layer from "effect/Layer"
import { OpsDesign } from "../kernel/ops-design.ts"
import { constTable } from "./const-table.ts"

/** The design as a Layer; the check is in the driver. */
export const layer = Layer.succeed(OpsDesign, { ...constTable, callbacks_check: true })
