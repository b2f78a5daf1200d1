/**
 * The commands themselves, which hardly changed between 5.15 and 6.12: what differs is which locks their callers hold,
 * and that is in each version's pre_doit.
 * Source: net/core/devlink.c, Linux 5.15; net/devlink/leftover.c, Linux 6.1; net/devlink/dev.c, Linux 6.12.
 */
import { protection, reached } from "../../sim/choice.ts"
import { refused } from "../../sim/memory/pointer.ts"
import { devlink_nl_cmd_health_reporter_diagnose } from "./devlink-health.ts"
import { BIT, DEVLINK_RELOAD_ACTION_DRIVER_REINIT, DEVLINK_SUPPORT_FLASH_UPDATE_COMPONENT } from "./devlink-ops.ts"
import { Devlink, type DevlinkCommand } from "./devlink.ts"
import { xa_get_mark } from "./devlinks.ts"
import { Firmware } from "./firmware.ts"
import { indirect } from "./memory.ts"
import { maybe_get_net, put_net } from "./net-namespace.ts"
import { OpsDesign } from "./ops-design.ts"
import { flash_notify_warns, reloaded } from "./places.ts"
import type { Errno, Steps } from "./steps.ts"
import type { StructDevlink } from "./struct-devlink.ts"
import type { StructNet } from "./struct-net.ts"

/** The doit of a command, between pre_doit and post_doit. It reads several members of ops. */
export function* devlink_nl_cmd(devlink: StructDevlink, message: DevlinkCommand) {
  const design = yield* OpsDesign
  return yield* design.reading(devlink, () => commands[message.command](devlink, message))
}

const commands: {
  readonly [C in DevlinkCommand["command"]]: (
    devlink: StructDevlink,
    message: DevlinkCommand
  ) => Steps<Errno, Devlink | OpsDesign | Firmware>
} = {
  DEVLINK_CMD_FLASH_UPDATE: devlink_nl_cmd_flash_update,
  DEVLINK_CMD_RELOAD: devlink_nl_cmd_reload,
  DEVLINK_CMD_ESWITCH_SET: devlink_nl_cmd_eswitch_set_doit,
  DEVLINK_CMD_HEALTH_REPORTER_DIAGNOSE: (devlink, { reporter }) =>
    devlink_nl_cmd_health_reporter_diagnose(devlink, reporter!)
}

/** devlink_nl_cmd_eswitch_set_doit(): the mode alone. */
function* devlink_nl_cmd_eswitch_set_doit(devlink: StructDevlink, { mode }: DevlinkCommand) {
  const design = yield* OpsDesign
  const ops = yield* design.devlink_ops(devlink)
  if ((yield* ops.eswitch_mode_set.load) === null || !(yield* design.permitted(devlink, "eswitch_mode_set"))) {
    yield* refused(devlink.name, "eswitch")
    return "-EOPNOTSUPP" as const
  }
  const again = yield* design.devlink_ops(devlink)
  return yield* indirect(yield* again.eswitch_mode_set.load, devlink.name, devlink, mode)
}

/** devlink_nl_cmd_flash_update(): the locks of the caller are held while the image is fetched. */
function* devlink_nl_cmd_flash_update(devlink: StructDevlink, { component, file }: DevlinkCommand) {
  const design = yield* OpsDesign
  const firmware = yield* Firmware
  const ops = yield* design.devlink_ops(devlink)
  if ((yield* ops.flash_update.load) === null || !(yield* design.permitted(devlink, "flash_update"))) {
    yield* refused(devlink.name, "flash")
    return "-EOPNOTSUPP" as const
  }
  const supported = yield* ops.supported_flash_update_params.load
  if (component !== undefined && (supported & DEVLINK_SUPPORT_FLASH_UPDATE_COMPONENT) === 0) {
    yield* refused(devlink.name, "flash component")
    return "-EOPNOTSUPP" as const
  }
  const image = yield* firmware.request_firmware(file ?? "")
  yield* __devlink_flash_update_notify(devlink)
  const again = yield* design.devlink_ops(devlink)
  const err = yield* indirect(yield* again.flash_update.load, devlink.name, devlink, image)
  yield* __devlink_flash_update_notify(devlink)
  yield* firmware.release_firmware(image)
  return err
}

/**
 * __devlink_flash_update_notify(), at the begin and the end of a flash: warns when the instance is not
 * registered, and sends nothing that any task here could see. The WARN_ON came with cf530217408e (27
 * September 2021) and was judged wrong and taken out by fec1faf221f6 (v5.16), so it is a place reached and no finding.
 */
export function* __devlink_flash_update_notify(devlink: StructDevlink) {
  if (!(yield* xa_get_mark(devlink))) yield* reached(flash_notify_warns)
}

/** devlink_nl_cmd_reload(): default action DRIVER_REINIT, no limit; into another namespace, if one is given. */
function* devlink_nl_cmd_reload(devlink: StructDevlink, { netns }: DevlinkCommand) {
  const design = yield* OpsDesign
  if (!(yield* design.reload_supported(devlink))) {
    yield* refused(devlink.name, "reload")
    return "-EOPNOTSUPP" as const
  }
  const ops = yield* design.devlink_ops(devlink)
  const actions = yield* ops.reload_actions.load
  if ((actions & BIT(DEVLINK_RELOAD_ACTION_DRIVER_REINIT)) === 0) {
    yield* refused(devlink.name, "reload")
    return "-EOPNOTSUPP" as const
  }
  return netns === undefined ? yield* devlink_reload(devlink) : yield* reload_into(devlink, netns)
}

/**
 * The same with DEVLINK_ATTR_NETNS_*: devlink_netns_get() takes a reference, and whatever devlink_reload() answers, it
 * is given back (4dbb0dad8e63, v5.16: earlier errors left it).
 */
function* reload_into(devlink: StructDevlink, dest_net: StructNet) {
  const held = yield* protection("devlink_nl_cmd_reload: get_net")
  if (held && !(yield* maybe_get_net(dest_net))) return "-EINVAL" as const
  const err: Errno = yield* devlink_reload(devlink, dest_net)
  if (held && (yield* protection("devlink_nl_cmd_reload: put_net"))) yield* put_net(dest_net)
  return err
}

/**
 * devlink_reload(): down, move to another namespace if one is given, up, remember whether it failed.
 * Left out: statistics. The flag it asks at 5.15 is the design's affair.
 *
 * @param dest_net a namespace, or null for init_net; left out, the instance stays where it is
 */
export function* devlink_reload(devlink: StructDevlink, dest_net?: StructNet | null) {
  const design = yield* OpsDesign
  if (!(yield* design.reload_enabled(devlink))) {
    yield* refused(devlink.name, "reload")
    return "-EOPNOTSUPP" as const
  }
  const ops = yield* design.devlink_ops(devlink)
  const down = yield* indirect(yield* ops.reload_down.load, devlink.name, devlink)
  if (down !== 0) return down
  if (dest_net !== undefined) yield* devlink.mem._net.writeOnce(dest_net)
  const again = yield* design.devlink_ops(devlink)
  const up = yield* indirect(yield* again.reload_up.load, devlink.name, devlink)
  yield* devlink_reload_failed_set(devlink, up === 0 ? 0 : 1)
  if (up === 0) yield* reached(reloaded)
  return up
}

/** devlink_reload_failed_set(): stores and notifies when it has changed. */
function* devlink_reload_failed_set(devlink: StructDevlink, failed: number) {
  const { devlink_notify } = yield* Devlink
  if ((yield* devlink.mem.reload_failed.load) === failed) return
  yield* devlink.mem.reload_failed.store(failed)
  yield* devlink_notify(devlink)
}
