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
import { ops_read } from "../kernel/places.ts"
import { cells, over } from "../matrix.ts"

type Shape = "netdevsim" | "nfp"

const tooEarly = "const ops are final, yet ethtool reaches them once the netdev is registered, before probe is done"

export default scenario("devlink/s1-late-ops", {
  question: `May a driver set ops after register_netdev(), as long as it does so before devlink_register()?
Romanovsky: set_ops "needs to be called before devlink_register() to make sure that no parallel
access to the ops is possible at this stage"; so it needs no lock.
Kicinski: "The fact that it's not registered does not mean that the callbacks won't be invoked.
Look at uses of devlink_compat_flash_update()."`,
  reaches: [ops_read],
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
    },
    ...over(["shared-table"], ["netdevsim", "nfp"], {
      provenance: "as-permitted",
      declared: "early-call",
      why: `${tooEarly}; only reload members can be set late, and the compat path reads none of them`
    }),
    ...over(["second-table"], ["netdevsim", "nfp"], {
      provenance: "as-permitted",
      declared: "early-call",
      why: `${tooEarly}; the second pointer leads to reload alone`
    }),
    ...over(["copied-struct-locked", "copied-struct-memcpy"], ["netdevsim"], {
      provenance: "counterfactual",
      declared: ["window-read", "early-call", "data-race"],
      why: "the check of the compat path is under no lock, whatever the writer holds and however it copies"
    }),
    ...over(["copied-struct-release"], ["netdevsim"], {
      provenance: "counterfactual",
      declared: ["window-read", "early-call"],
      why: "no race is left, and the window and the early call are as they were: order is not atomicity"
    }),
    ...over(["copied-struct-mark-check"], ["netdevsim"], {
      provenance: "counterfactual",
      declared: "data-race",
      why: "with the check nobody comes early; but the mark is a bit that orders nothing, so the stores and loads of " +
        "the copy still have no lock and no order in common"
    }),
    ...over(["caps-mask-unasserted"], ["netdevsim"], {
      provenance: "counterfactual",
      declared: "early-call",
      why: `${tooEarly}; when features may be set changes nothing`
    }),
    ...over(["fine-grained-caps"], ["netdevsim", "nfp"], {
      provenance: "counterfactual",
      declared: "early-call",
      why: "ethtool asks the bit, and the bit is set after register_netdev() and before the driver is ready: masking " +
        "says what is valid, not when"
    }),
    ...over(["fine-grained-caps-plain"], ["netdevsim", "nfp"], {
      provenance: "counterfactual",
      declared: ["early-call", "data-race"],
      why: "as with an atomic bit; and |= and the test of the bit are plain and share no lock"
    }),
    ...over(["per-variant-table", "callback-check"], ["netdevsim", "nfp"], {
      provenance: "counterfactual",
      declared: "early-call",
      why: tooEarly
    }),
    ...over(["registered-check"], ["netdevsim", "nfp"], {
      provenance: "counterfactual",
      declared: "verified",
      why: "probe holds devlink->lock to its end, and whoever comes by the netdev takes it before he looks"
    })
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
