/**
 * The drivers of the matrix by the name a cell gives as its shape.
 */
import { am65_cpsw } from "./am65-cpsw.ts"
import { bnxt, bnxt_vf } from "./bnxt.ts"
import type { Driver } from "./driver.ts"
import { further } from "./further.ts"
import { hns3 } from "./hns3.ts"
import { ice } from "./ice.ts"
import { ionic } from "./ionic.ts"
import { mlx5, mlx5_compat, mlx5_module_load, mlx5_mp_slave, mlx5_sf } from "./mlx5.ts"
import { mlxsw } from "./mlxsw.ts"
import { netdevsim } from "./netdevsim.ts"
import { nfp } from "./nfp.ts"
import { prestera } from "./prestera.ts"

/** Every shape: twelve as they are, those known by their order alone, and three that a question asks for. */
export const drivers = {
  "mlx5": mlx5,
  "mlx5-mp-slave": mlx5_mp_slave,
  "mlx5-sf": mlx5_sf,
  "netdevsim": netdevsim,
  "nfp": nfp,
  "mlxsw": mlxsw,
  "bnxt": bnxt,
  "ice": ice,
  "ionic": ionic,
  "hns3": hns3,
  "am65-cpsw": am65_cpsw,
  "prestera": prestera,
  ...further,
  "bnxt-vf": bnxt_vf,
  "mlx5-compat": mlx5_compat,
  "mlx5-module-load": mlx5_module_load
} as const satisfies { readonly [name: string]: Driver }

/** Name of a shape. */
export type DriverName = keyof typeof drivers

/** The twelve as they are. */
export const twelve = [
  "mlx5",
  "mlx5-mp-slave",
  "mlx5-sf",
  "netdevsim",
  "nfp",
  "mlxsw",
  "bnxt",
  "ice",
  "ionic",
  "hns3",
  "am65-cpsw",
  "prestera"
] as const satisfies ReadonlyArray<DriverName>
