/**
 * D1: which callbacks may run at once? Whoever comes by netlink holds devlink_mutex, whoever comes by ethtool
 * devlink->lock, and a command with NO_LOCK does not hold that.
 *
 * S11 is the pair that matters most, a flash during a reload. Here is each way in against the others. The device is one
 * plain word that every callback writes. Since v6.0 all commands hold devlink->lock (644a66c60f02, d3efc2a6a6d8).
 * Source: net/core/devlink.c, Linux 5.15 and 5.16 (DEVLINK_NL_FLAG_NO_LOCK); net/devlink/leftover.c, Linux 6.1;
 * net/devlink/netlink.c, Linux 6.12.
 */
import { perExecution, reached } from "../../sim/choice.ts"
import { pointer } from "../../sim/memory/pointer.ts"
import { variable } from "../../sim/memory/variable.ts"
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import type { Driver } from "../drivers/driver.ts"
import { netdevsim } from "../drivers/netdevsim.ts"
import { probe } from "../drivers/probe.ts"
import { devlink_health_reporter_create, type HealthReporter } from "../kernel/devlink-health.ts"
import type { Devlink } from "../kernel/devlink.ts"
import type { Ethtool } from "../kernel/ethtool.ts"
import type { Firmware } from "../kernel/firmware.ts"
import type { OpsDesign } from "../kernel/ops-design.ts"
import type { Errno, Steps } from "../kernel/steps.ts"
import { type Answer, grid } from "../matrix.ts"
import {
  devlink_dev_flash,
  devlink_dev_reload,
  devlink_eswitch_set,
  devlink_health_diagnose,
  ethtool_flash,
  ethtool_i
} from "./users.ts"

const called = "a callback has run"

const device = perExecution("device", function*() {
  return { word: yield* variable("device->word", "") }
})

/** A callback that does something to the device. */
const acts = (name: string) =>
  pointer(name, function*() {
    yield* (yield* device).word.store(name)
    yield* reached(called)
    return 0 as const
  })

/** A driver with real hardware behind every operation; the order of its probe is that of netdevsim. */
const driver: Driver = {
  ...netdevsim,
  table: {
    name: "devlink_ops",
    init: {
      ...netdevsim.table.init,
      flash_update: acts("flash_update"),
      info_get: acts("info_get"),
      reload_down: acts("reload_down"),
      reload_up: acts("reload_up"),
      eswitch_mode_set: acts("eswitch_mode_set")
    }
  }
}

type Command = (to: Driver, of: HealthReporter) => Steps<Errno, Devlink | Ethtool | Firmware | OpsDesign>

/** The ways in: by ethtool, with devlink->lock, and with NO_LOCK. */
const commands = {
  "ethtool --flash": ethtool_flash,
  "ethtool -i": ethtool_i,
  "flash": devlink_dev_flash,
  "reload": (to) => devlink_dev_reload(to),
  "eswitch": (to) => devlink_eswitch_set(to, "switchdev"),
  "diagnose": devlink_health_diagnose
} as const satisfies { readonly [command: string]: Command }

/** By ethtool or not, devlink->lock or not, each against each. */
const pairs = {
  "ethtool-and-ethtool": ["ethtool --flash", "ethtool -i"],
  "ethtool-and-eswitch": ["ethtool --flash", "eswitch"],
  "ethtool-and-diagnose": ["ethtool -i", "diagnose"],
  "flash-and-eswitch": ["flash", "eswitch"],
  "reload-and-eswitch": ["reload", "eswitch"]
} as const satisfies { readonly [pair: string]: readonly [keyof typeof commands, keyof typeof commands] }

const shapes = Object.keys(pairs) as ReadonlyArray<keyof typeof pairs>

const answer = (kernel: string, shape: keyof typeof pairs): Answer => {
  if (kernel === "6.1" || kernel === "6.12") {
    return { declared: "verified", why: "every command and both compat paths hold devlink->lock for the call" }
  }
  if (shape === "ethtool-and-eswitch" || shape === "ethtool-and-diagnose") {
    return { declared: "data-race", why: "ethtool holds devlink->lock, the command, which has NO_LOCK, devlink_mutex" }
  }
  const why = shape.startsWith("ethtool") ? "both hold devlink->lock for the call" : "both hold devlink_mutex"
  return { declared: "verified", why }
}

export default scenario("devlink/d1-commands-at-once", {
  question: `Which of a driver's devlink callbacks can run at the same time?
Nothing says so but the locks of their callers. The device is up, and two users send a command each.`,
  reaches: [called],
  cells: grid({ kernels: ["netnext-2021-10", "5.16", "6.1", "6.12"], shapes }, answer)
}, function* d1({ shape }) {
  yield* probe(driver)
  const diagnose = acts("diagnose")
  const reporter = yield* devlink_health_reporter_create({ recover: diagnose, diagnose })
  for (const command of pairs[shape as keyof typeof pairs]) {
    yield* task(command, function* user() {
      const send: Command = commands[command]
      yield* send(driver, reporter)
    })
  }
})
