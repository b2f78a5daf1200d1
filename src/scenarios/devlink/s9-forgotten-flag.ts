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
import { type Answer, type DesignName, grid, posted } from "../matrix.ts"
import { devlink_dev_reload } from "./users.ts"

const at5_16: { readonly [D in DesignName]?: Answer } = {
  "static-const": {
    declared: "lost-function",
    why:
      "the older flag: devlink_reload_enable() comes after the device was announced, and reload is refused in between"
  },
  "copied-struct": {
    declared: "verified",
    why: "a callback that is there is a callback that works: no flag to forget"
  },
  "caps-mask": {
    declared: "lost-function",
    why: "bnxt never sets DEVLINK_F_RELOAD, so the command refuses what the table offers"
  }
}

export default scenario("devlink/s9-forgotten-flag", {
  question: `What happens to a driver that does not set its feature bit?
Romanovsky (6 October 2021) wants to be rid of "random *_enabled flags that always forgotten".
The merged design has such a flag, and bnxt, which learnt to reload in the same release, forgot it.
A user reloads twice, at any two moments of the probe and after it.`,
  reaches: [not_registered],
  cells: [
    ...grid({ kernels: ["5.16"], shapes: ["bnxt"], designs: posted }, (_kernel, _shape, design) => at5_16[design]),
    ...grid({ kernels: ["6.1"], shapes: ["bnxt"] }, () => ({
      declared: "verified",
      why: "bnxt_dl_register() sets the bit, before devlink_register()"
    })),
    ...grid({ kernels: ["6.12"], shapes: ["bnxt"] }, () => ({
      declared: "verified",
      why: "there is no bit any more that could be forgotten"
    }))
  ]
}, function* s9() {
  yield* task("probe", function* probing() {
    yield* probe(bnxt)
  })
  yield* task("devlink dev reload", function* user() {
    for (let attempt = 0; attempt < 2; attempt++) yield* devlink_dev_reload(bnxt)
  })
})
