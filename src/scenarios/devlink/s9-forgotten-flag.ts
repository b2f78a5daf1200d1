/**
 * S9: a driver that forgets to say what it can do. bnxt at 5.16 has reload callbacks and no devlink_set_features().
 *
 * "Random *_enabled flags that always forgotten", Romanovsky wrote on 6 October 2021, of the flag that v2 would have
 * removed; it came true for the mask that was merged instead. Nothing crashes: a function is lost.
 * Source: drivers/net/ethernet/broadcom/bnxt/bnxt_devlink.c, Linux 5.16, 6.1 and 6.12.
 */
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import { bnxt } from "../drivers/bnxt.ts"
import { probe } from "../drivers/probe.ts"
import { not_registered } from "../kernel/places.ts"
import { type Answer, type DesignName, grid, type KernelName } from "../matrix.ts"
import { devlink_dev_reload } from "./users.ts"

const older: Answer = {
  declared: "lost-function",
  why: "the older flag: devlink_reload_enable() comes after the device was announced, and reload is refused in between"
}
const forgotten: Answer = {
  declared: "lost-function",
  why: "bnxt never sets DEVLINK_F_RELOAD, so the command refuses what the table offers"
}
const no_flag: Answer = {
  declared: "verified",
  why: "a callback that is there is a callback that works: no flag to forget"
}

const answer = (kernel: KernelName, _shape: string, design: DesignName): Answer | undefined => {
  if (design === "static-const") return older
  if (design !== "caps-mask" && design !== "caps-mask-unasserted") return no_flag
  if (kernel === "5.16") return forgotten
  // Features are gone at 6.12, and with them what bnxt says of them.
  return kernel === "6.12"
    ? undefined
    : { declared: "verified", why: "bnxt_dl_register() sets the bit, before devlink_register()" }
}

export default scenario("devlink/s9-forgotten-flag", {
  question: `What happens to a driver that does not set its feature bit?
Romanovsky (6 October 2021) wants to be rid of "random *_enabled flags that always forgotten".
The merged design has such a flag, and bnxt, which learnt to reload in the same release, forgot it.
A user reloads twice, at any two moments of the probe and after it.`,
  reaches: [not_registered],
  cells: grid({ kernels: ["5.16", "6.1", "6.12"], shapes: ["bnxt"], designs: "all" }, answer)
}, function* s9() {
  yield* task("probe", function* probing() {
    yield* probe(bnxt)
  })
  yield* task("devlink dev reload", function* user() {
    for (let attempt = 0; attempt < 2; attempt++) yield* devlink_dev_reload(bnxt)
  })
})
