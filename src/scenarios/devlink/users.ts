/**
 * What users do in the scenarios of the dispute: ethtool by the netdev, devlink by the address.
 */
import { choose } from "../../sim/choice.ts"
import type { Driver } from "../drivers/driver.ts"
import type { HealthReporter } from "../kernel/devlink-health.ts"
import { Devlink, type EswitchMode } from "../kernel/devlink.ts"
import { Ethtool } from "../kernel/ethtool.ts"
import type { StructNet } from "../kernel/struct-net.ts"

/** `ethtool --flash DEV fw.bin` */
export function* ethtool_flash({ ifname }: Driver) {
  const { dev_ioctl } = yield* Ethtool
  return yield* dev_ioctl({ command: "ETHTOOL_FLASHDEV", ifname, file: "fw.bin" })
}

/** `ethtool -i DEV` */
export function* ethtool_i({ ifname }: Driver) {
  const { dev_ioctl } = yield* Ethtool
  return yield* dev_ioctl({ command: "ETHTOOL_GDRVINFO", ifname })
}

/** Either of the two; both are explored. */
export function* ethtool(driver: Driver) {
  const wish = yield* choose("--flash", "-i")
  return wish === "--flash" ? yield* ethtool_flash(driver) : yield* ethtool_i(driver)
}

/** `devlink dev reload ADDRESS [netns NET]` */
export function* devlink_dev_reload({ address }: Pick<Driver, "address">, netns?: StructNet) {
  const { genl_rcv_msg } = yield* Devlink
  return yield* genl_rcv_msg({ command: "DEVLINK_CMD_RELOAD", address, ...netns === undefined ? {} : { netns } })
}

/** `devlink health diagnose ADDRESS reporter NAME` */
export function* devlink_health_diagnose({ address }: Driver, reporter: HealthReporter) {
  const { genl_rcv_msg } = yield* Devlink
  return yield* genl_rcv_msg({ command: "DEVLINK_CMD_HEALTH_REPORTER_DIAGNOSE", address, reporter })
}

/** `devlink dev eswitch set ADDRESS mode MODE` */
export function* devlink_eswitch_set({ address }: Driver, mode: EswitchMode) {
  const { genl_rcv_msg } = yield* Devlink
  return yield* genl_rcv_msg({ command: "DEVLINK_CMD_ESWITCH_SET", address, mode })
}

/** `devlink dev flash ADDRESS file fw.bin` */
export function* devlink_dev_flash({ address }: Pick<Driver, "address">) {
  const { genl_rcv_msg } = yield* Devlink
  return yield* genl_rcv_msg({ command: "DEVLINK_CMD_FLASH_UPDATE", address, file: "fw.bin" })
}
