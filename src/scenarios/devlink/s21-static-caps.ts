/**
 * S21: what the three capabilities at the head of devlink_ops decide: how an operation goes, or whether it is valid?
 *
 * The driver has every operation and declares none of its optional parts: no flash parameter, no reload action but
 * fw_activate. A user asks for the plain operation, and for the part that is not declared.
 */
import { assert } from "../../sim/choice.ts"
import { capability, pointer } from "../../sim/memory/pointer.ts"
import { scenario } from "../../sim/scenario.ts"
import { operations, probe, type StepwiseDevice, tables, usualOrder } from "../drivers/stepwise.ts"
import { BIT, DEVLINK_RELOAD_ACTION_FW_ACTIVATE, type OpsInit } from "../kernel/devlink-ops.ts"
import { Devlink } from "../kernel/devlink.ts"
import { cells, over, posted } from "../matrix.ts"

type Shape = "flash" | "flash component" | "reload"

const flash: OpsInit = {
  flash_update: pointer("flash_update", function* flash_update() {
    yield* assert(false, "flash_update() runs, and supported_flash_update_params is 0")
    return 0 as const
  }),
  supported_flash_update_params: 0
}
const reload: OpsInit = { ...operations.reload, reload_actions: BIT(DEVLINK_RELOAD_ACTION_FW_ACTIVATE) }

const device: StepwiseDevice = {
  address: "pci/0000:03:00.0",
  ifname: "eth0",
  ops: tables({ ...operations.info, ...flash }, reload),
  devlinkPort: true,
  ownPaths: false,
  slave: false
}

export default scenario("devlink/s21-static-caps", {
  question: `Do the static capabilities in devlink_ops say how an operation works, or whether it is valid?
Kicinski: "We already have static caps in devlink_ops (first 3 members), we should build on top of that."
Romanovsky: "They control how these flows will work, they don't control if this flow is valid or not."`,
  cells: cells<Shape>("netnext-2021-10", [
    ...over(posted, ["flash"], {
      provenance: "as-permitted",
      declared: "assertion",
      why: "no bit of supported_flash_update_params has to do with a plain flash: how, not whether"
    }),
    ...over(posted, ["flash component"], {
      provenance: "as-permitted",
      declared: "lost-function",
      why: "for its part, a component, the bit decides: without it the request is refused"
    }),
    ...over(posted, ["reload"], {
      provenance: "as-permitted",
      declared: "lost-function",
      why: "reload always has an action, and one that is not declared is refused: here the static bit does say whether"
    })
  ])
}, function* s21({ shape }) {
  const { genl_rcv_msg } = yield* Devlink
  const { address } = device
  yield* capability(address, "flash component")
  yield* probe(device, usualOrder)
  if (shape === "reload") yield* genl_rcv_msg({ command: "DEVLINK_CMD_RELOAD", address })
  else {
    const component = shape === "flash" ? {} : { component: "fw.mgmt" }
    yield* genl_rcv_msg({ command: "DEVLINK_CMD_FLASH_UPDATE", address, file: "fw.bin", ...component })
  }
})
