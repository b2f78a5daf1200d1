/**
 * Drivers that were read for the order of their probe and for how ethtool reaches them, and for nothing else.
 *
 * None uses the auxiliary bus for its netdevs. What was said of all such drivers is asked of these as well.
 */
import { BIT, DEVLINK_RELOAD_ACTION_DRIVER_REINIT, type OpsInit } from "../kernel/devlink-ops.ts"
import { does_nothing } from "./callbacks.ts"
import type { Driver } from "./driver.ts"

type Read = Pick<Driver, "name" | "orders" | "ndo_get_devlink_port" | "fw_version" | "source"> & {
  /** The operations that matter here. */
  readonly has: ReadonlyArray<"flash" | "reload" | "info">
  readonly own_flash?: true
}

const driver = ({ has, own_flash, ...read }: Read): Driver => ({
  ...read,
  address: `pci/${read.name}`,
  ifname: "eth0",
  probe: `${read.name}_probe`,
  remove: `${read.name}_remove`,
  table: {
    name: `${read.name}_devlink_ops`,
    init: Object.assign({}, ...has.map((what) => operations[what](read.name)))
  },
  ...own_flash === undefined ? {} : { flash_device: does_nothing(`${read.name}_flash_device`) }
})

const operations: { readonly [what in Read["has"][number]]: (name: string) => OpsInit } = {
  flash: (name) => ({ flash_update: does_nothing(`${name}_flash_update`) }),
  info: (name) => ({ info_get: does_nothing(`${name}_info_get`) }),
  reload: (name) => ({
    reload_actions: BIT(DEVLINK_RELOAD_ACTION_DRIVER_REINIT),
    reload_down: does_nothing(`${name}_reload_down`),
    reload_up: does_nothing(`${name}_reload_up`)
  })
}

const ever = (order: string): Driver["orders"] => ({ "5.15": order, "netnext-2021-10": order, "5.16": order })
const turned = (before: string, order: string): Driver["orders"] => ({ ...ever(order), "5.15": before })

const ethernet = "drivers/net/ethernet"

/** Each by its name. */
export const further = {
  "mlx4": driver({
    name: "mlx4",
    orders: turned("A R N D E", "A N D X R"),
    ndo_get_devlink_port: false,
    fw_version: "2.42.5000",
    has: ["reload"],
    source: `${ethernet}/mellanox/mlx4/main.c`
  }),
  "liquidio": driver({
    name: "liquidio",
    orders: ever("N A D R"),
    ndo_get_devlink_port: false,
    fw_version: "1.7.2",
    has: [],
    source: `${ethernet}/cavium/liquidio/lio_main.c`
  }),
  "octeontx2": driver({
    name: "octeontx2",
    orders: ever("N A D R"),
    ndo_get_devlink_port: false,
    fw_version: "",
    has: ["info"],
    source: `${ethernet}/marvell/octeontx2/nic/otx2_pf.c`
  }),
  "qede": driver({
    name: "qede",
    orders: ever("A R N D"),
    ndo_get_devlink_port: false,
    fw_version: "8.42.2.0",
    has: ["info"],
    own_flash: true,
    source: `${ethernet}/qlogic/qede/qede_main.c, qed/qed_devlink.c`
  }),
  "ocelot": driver({
    name: "ocelot",
    orders: turned("A R P N D", "A P N D R"),
    ndo_get_devlink_port: true,
    fw_version: "",
    has: [],
    source: `${ethernet}/mscc/ocelot_vsc7514.c`
  }),
  "dsa": driver({
    name: "dsa",
    orders: turned("A R P D N", "A P D R N"),
    ndo_get_devlink_port: true,
    fw_version: "N/A",
    has: ["info"],
    source: "net/dsa/dsa2.c"
  }),
  "cpsw-new": driver({
    name: "cpsw-new",
    orders: ever("A R N D"),
    ndo_get_devlink_port: false,
    fw_version: "",
    has: [],
    source: `${ethernet}/ti/cpsw_new.c`
  }),
  "dpaa2-eth": driver({
    name: "dpaa2-eth",
    orders: turned("A R P N D", "A P N D R"),
    ndo_get_devlink_port: false,
    fw_version: "10.28",
    has: ["info"],
    source: `${ethernet}/freescale/dpaa2/dpaa2-eth.c`
  }),
  "hinic": driver({
    name: "hinic",
    orders: ever("A R N D"),
    ndo_get_devlink_port: false,
    fw_version: "1.8.2.8",
    has: ["flash"],
    source: `${ethernet}/huawei/hinic/hinic_main.c`
  }),
  "qlge": driver({
    name: "qlge",
    orders: ever("A N D R"),
    ndo_get_devlink_port: false,
    fw_version: "v1.35.11",
    has: [],
    source: "drivers/staging/qlge/qlge_main.c"
  }),
  "funeth": driver({
    name: "funeth",
    orders: { "6.1": "A P N D R" },
    ndo_get_devlink_port: true,
    fw_version: "",
    has: ["info"],
    source: `${ethernet}/fungible/funeth/funeth_main.c, funeth_devlink.c`
  })
} as const satisfies { readonly [name: string]: Driver }

/** Their names. */
export const furtherNames = Object.keys(further) as ReadonlyArray<keyof typeof further>
