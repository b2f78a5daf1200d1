/**
 * Design `per-variant-table`: the driver has a const table for each kind of device and picks one when it allocates.
 *
 * bnxt does so for physical and virtual functions (`BNXT_PF(bp) ? &bnxt_dl_ops : &bnxt_vf_dl_ops`). There is nothing
 * to set late and no flag to forget; it serves only a driver that knows before devlink_alloc() what it drives, which
 * mlx5, whose firmware says late whether it is a multiport slave, does not.
 * Source: drivers/net/ethernet/broadcom/bnxt/bnxt_devlink.c, T5.16.
 */
import * as Layer from "effect/Layer"
import { OpsDesign } from "../kernel/ops-design.ts"
import { constTable } from "./const-table.ts"

/** The design as a Layer: the table is whatever the driver picked, and it is all there is. */
export const layer = Layer.succeed(OpsDesign, constTable)
