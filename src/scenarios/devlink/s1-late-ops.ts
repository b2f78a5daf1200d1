/**
 * S1: a driver hands its flash callback over after its netdev is registered.
 *
 * Design copied-struct permits it: the only rule is "before devlink_register()". netdevsim and nfp
 * never did call devlink_set_ops(), so those cells are what the API's rule permits, not what was
 * posted; the const designs cannot even express it and keep the callback in the table from the start.
 */
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import * as netdevsim from "../drivers/netdevsim.ts"
import * as nfp from "../drivers/nfp.ts"
import { Ethtool } from "../kernel/ethtool.ts"
import { flash_notify_warns, ops_read } from "../kernel/places.ts"
import { cells } from "../matrix.ts"

type Shape = "netdevsim" | "nfp"

const tooEarly = "const ops are final, yet ethtool reaches them once the netdev is registered, before probe is done"

export default scenario("devlink/s1-late-ops", {
  question: `May a driver set ops after register_netdev(), as long as it does so before devlink_register()?
Romanovsky: set_ops "needs to be called before devlink_register() to make sure that no parallel
access to the ops is possible at this stage"; so it needs no lock.
Kicinski: "The fact that it's not registered does not mean that the callbacks won't be invoked.
Look at uses of devlink_compat_flash_update()."`,
  reaches: [ops_read, flash_notify_warns],
  cells: cells<Shape>("netnext-2021-10", [
    {
      design: "static-const",
      shape: "netdevsim",
      provenance: "as-posted",
      declared: "early-call",
      why: tooEarly
    },
    {
      design: "static-const",
      shape: "nfp",
      provenance: "as-posted",
      declared: "early-call",
      why: tooEarly
    },
    {
      design: "copied-struct",
      shape: "netdevsim",
      provenance: "as-permitted",
      declared: ["window-read", "early-call", "data-race"],
      why:
        "the copy is written member by member, without a lock, while ethtool may read it: the read falls between the " +
        "first store (flash_update) and the last (supported_flash_update_params), and the callback runs before probe " +
        "is done"
    },
    {
      design: "copied-struct",
      shape: "nfp",
      provenance: "as-permitted",
      declared: ["early-call", "data-race"],
      why: "one late member is one store, so there is no window; the store and ethtool's load still share no lock"
    },
    {
      design: "caps-mask",
      shape: "netdevsim",
      provenance: "as-posted",
      declared: "early-call",
      why: `${tooEarly}; the mask does not help, for the compat path reads no feature bit`
    },
    {
      design: "caps-mask",
      shape: "nfp",
      provenance: "as-posted",
      declared: "early-call",
      why: `${tooEarly}; the mask does not help, for the compat path reads no feature bit`
    }
  ])
}, function* s1({ shape }) {
  yield* task("probe", function* probe() {
    if (shape === "nfp") yield* nfp.nfp_net_pci_probe(["flash_update"])
    else {
      yield* netdevsim.nsim_dev_probe([
        "flash_update",
        "reload_actions",
        "reload_down",
        "reload_up",
        "supported_flash_update_params"
      ])
    }
  })
  yield* task("ethtool --flash", function* ethtool() {
    const { dev_ioctl } = yield* Ethtool
    const ifname = shape === "nfp" ? nfp.ifname : netdevsim.ifname
    yield* dev_ioctl({ command: "ETHTOOL_FLASHDEV", ifname, file: "fw.bin" })
  })
})
