/**
 * What was said in the dispute: sentence by sentence, each with the cells that decide it.
 *
 * Verdicts are computed from the results of those cells and typed in nowhere. Quotations: Re: [PATCH net-next v2 3/5]
 * devlink: Allow set specific ops callbacks dynamically, netdev list, 5 October 2021.
 */
import type { Kind } from "../../sim/scenario.ts"
import { type DriverName, drivers } from "../drivers/drivers.ts"
import { cells, type Claim, nobody } from "./claim.ts"

const races: ReadonlyArray<Kind> = ["torn-read", "window-read", "data-race"]

const constant = ["static-const", "second-table", "caps-mask", "fine-grained-caps", "per-variant-table"]
const masks = ["caps-mask", "caps-mask-unasserted", "fine-grained-caps", "fine-grained-caps-plain"]
const posted = { provenance: ["as-posted"] }
const on_auxbus = (Object.keys(drivers) as Array<DriverName>).filter((name) => "auxbus" in drivers[name])
const off_auxbus = (Object.keys(drivers) as Array<DriverName>).filter((name) => !on_auxbus.includes(name))
/** The drivers whose netdevs lead ethtool to operations of devlink, in some tree. */
const led: ReadonlyArray<DriverName> = ["netdevsim", "nfp", "mlxsw", "ice", "funeth"]
const overflow = ["one-write", "fake-table", "table-write"]

/** Of this sentence there are several claims. */
const better_properties =
  "I still don't like this. IMO using feature bits to dynamically mask-off capabilities has much better properties."

/** The claims, in the order of the mail, every sentence of which is quoted. */
export const claims: ReadonlyArray<Claim> = [
  {
    id: "late-property",
    who: "Romanovsky",
    text: "Introduce new devlink call to set specific ops callback during device initialization phase after " +
      "devlink_alloc() is already called. This allows us to set specific ops based on device property which is not " +
      "known at the beginning of driver initialization.",
    asks: "a const table picked at devlink_alloc(), the way to do without, guesses wrong",
    about: cells(["s14"]),
    shows: ["lost-function", "assertion"]
  },
  {
    id: "before-register",
    who: "Romanovsky",
    text: "For the sake of simplicity, this API lacks any type of locking and needs to be called before " +
      "devlink_register() to make sure that no parallel access to the ops is possible at this stage.",
    asks: "ops that are set late, before devlink_register(), are not read meanwhile",
    about: cells(["s1", "s3", "s4"], { design: ["copied-struct"] }),
    breaks: [...races, "assertion"]
  },
  {
    id: "callbacks-invoked",
    who: "Kicinski",
    text: "The fact that it's not registered does not mean that the callbacks won't be invoked. Look at uses of " +
      "devlink_compat_flash_update().",
    asks: "ethtool reaches a callback before the driver is ready and registered",
    about: cells(["s2"], posted),
    shows: ["early-call"]
  },
  {
    id: "impossible",
    who: "Romanovsky",
    text: "It is impossible, devlink_register() is part of .probe() flow.",
    asks: "no callback runs before the driver is ready and registered, whichever way one comes",
    about: cells(["s2", "s3", "s4"], posted),
    breaks: ["early-call"]
  },
  {
    id: "no-netdev",
    who: "Romanovsky",
    text: "If it wasn't called -> probe didn't success -> net_device doesn't exist.",
    asks: "whoever finds the netdev finds its devlink instance registered",
    about: cells(["s23"]),
    breaks: ["assertion"]
  },
  {
    id: "auxbus",
    who: "Kicinski",
    text: "Are you talking about reality or the bright future brought by auxbus?",
    asks: "with netdevs that come from an auxiliary driver there is none before devlink_register()",
    about: cells(["s23"], { shape: on_auxbus }),
    breaks: ["assertion"]
  },
  {
    id: "device-beneath",
    who: "Romanovsky",
    text: "We are not having net_device without \"connected\" device beneath, aren't we?",
    asks: "who came by a netdev, when its probe failed or its driver was removed, finds the instance not yet freed",
    about: cells(["s6", "s7"], posted),
    breaks: ["use-after-free"]
  },
  {
    id: "not-prepared",
    who: "Romanovsky",
    text: "At least drivers that I checked are not prepared at all to handle call to devlink->ops.flash_update() if " +
      "they didn't probe successfully.",
    asks: "while a probe fails, a call comes through to a driver that is not ready, or to freed memory",
    about: cells(["s6"], posted),
    shows: ["early-call", "use-after-free"]
  },
  {
    id: "end-of-probe",
    who: "Kicinski",
    text: "Last time I checked you moved the devlink_register() at the end of probe",
    asks: "netlink, which comes by devlink_register(), finds no driver that is not ready",
    about: cells(["s5"], posted),
    breaks: ["early-call"]
  },
  {
    id: "after-netdev",
    who: "Kicinski",
    text: "which for all no-auxbus drivers means after register_netdev().",
    asks: "a netdev is found, of a driver without auxiliary bus, whose instance is not registered",
    about: cells(["s23"], { shape: off_auxbus }),
    shows: ["assertion"]
  },
  {
    id: "writable-ops",
    who: "Kicinski",
    text:
      "Security people like ops to live in read-only memory. You're making them r/w for every devlink instance now.",
    asks: "who can write where ops are redirects a call",
    about: cells(["s12"], { design: ["copied-struct", "shared-table", ...constant], shape: ["table-write"] }),
    shows: ["hijacked-call"]
  },
  {
    id: "copy-is-safe",
    who: "Romanovsky",
    text: "Yes, but we are explicitly copy every function pointer, which is safe.",
    asks: "(1) one write to the heap, by someone who knows the address of a function alone, redirects no call",
    about: cells(["s12"], { design: ["copied-struct"], shape: ["one-write"] }),
    breaks: ["hijacked-call"]
  },
  {
    id: "left-out-stays-out",
    who: "Romanovsky",
    text: "Yes, but we are explicitly copy every function pointer, which is safe.",
    asks: "(2) an operation that was left out is not put back by three writes of the driver's own functions and flags",
    about: cells(["s12"], { shape: ["three-writes-slave"] }),
    breaks: ["assertion"]
  },
  {
    id: "read-only-pages",
    who: "Kicinski",
    text:
      "The goal is for ops to live in pages which are mapped read-only, so that heap overflows can['t] overwrite the " +
      "pointers.",
    asks:
      "one write redirects no call: knowing a function (one-write), a table of one's own besides (fake-table), or " +
      "where the ops are (table-write)",
    about: cells(["s12"], { design: constant, shape: overflow }),
    breaks: ["hijacked-call"]
  },
  {
    id: "mask-keeps-all",
    who: "Kicinski",
    text: better_properties,
    asks: "(1) masking loses nothing that stripping keeps",
    about: cells(["s9", "s10", "d3"], { ...posted, design: ["caps-mask"] }),
    breaks: ["lost-function"]
  },
  {
    id: "strip-keeps-all",
    who: "Kicinski",
    text: better_properties,
    asks: "(2) stripping, in its place, loses nothing that masking keeps",
    about: cells(["s9", "s10", "d3"], { design: ["copied-struct"] }),
    breaks: ["lost-function"]
  },
  {
    id: "mask-stays-put",
    who: "Kicinski",
    text: better_properties,
    asks:
      "(3) a masked operation stays masked when one word of the heap is overwritten, by someone who knows no address",
    about: cells(["s12"], { shape: ["one-write-slave"] }),
    breaks: ["assertion"]
  },
  {
    id: "mask-per-device",
    who: "Kicinski",
    text: better_properties,
    asks: "(4) an operation is masked for one device of a driver and not for the other",
    about: cells(["s15"], { design: ["shared-table", "copied-struct", ...masks] }),
    breaks: ["assertion", ...races]
  },
  {
    id: "mask-keeps-callers-out",
    who: "Kicinski",
    text: better_properties,
    asks: "(5) under a mask no callback runs before the driver is ready, of those that ethtool reaches",
    about: cells(["s2"], { design: masks, shape: led }),
    breaks: ["early-call"]
  },
  {
    id: "static-caps-refuse",
    who: "Kicinski",
    text: "We already have static caps in devlink_ops (first 3 members), we should build on top of that.",
    asks: "a static capability that is not declared has its operation refused",
    about: cells(["s21"]),
    shows: ["lost-function"]
  },
  {
    id: "static-caps-say-how",
    who: "Romanovsky",
    text: "These capabilities are for specific operation, like flash or reload. They control how these flows will " +
      "work, they don't control if this flow is valid or not.",
    asks: "an operation runs although no static capability is declared for it",
    about: cells(["s21"]),
    shows: ["assertion"]
  },
  {
    id: "eswitch-left",
    who: "Romanovsky",
    text: "You are too focused on reload caps, but mutliport mlx5 device doesn't support eswitch too. I just didn't " +
      "remove the eswitch callbacks to stay focused on more important work - making devlink better. :)",
    asks: "as posted, a slave's eswitch is left to the callback itself",
    about: cells(["s22"], posted),
    shows: ["assertion"]
  },
  {
    id: "late-value",
    who: "Romanovsky",
    text: "Even if we decide to use new flag in devlink_ops, we will still need to add this devlink_set_ops() patch, " +
      "because the value of that new flag will be known very late in initialization phase, after FW capabilities are " +
      "known and I will need to overwrite RO memory.",
    asks:
      "a value that firmware tells late, stored in devlink_ops (S20) or in the instance (S4), meets a read-only page",
    about: (cell) =>
      cells(["s20"])(cell) || cells(["s4"], { ...posted, kernel: ["netnext-2021-10"], shape: ["mlx5"] })(cell),
    shows: ["read-only-write"]
  },
  {
    id: "run-time-caps",
    who: "Kicinski",
    text: "Yes, you can change the caps at run time, that's perfectly reasonable.",
    asks: "nobody is misled by a capability that changes while he uses the device",
    about: cells(["s16"], { design: masks }),
    breaks: ["assertion", "lost-function", ...races]
  },
  {
    id: "fine-grained-caps",
    who: "Kicinski",
    text: "You'll also be able to define more fine grained caps going forward as needed.",
    asks: "reload and eswitch are both kept from a slave",
    about: cells(["s22"], { design: masks }),
    breaks: ["assertion"]
  },
  {
    id: "easy-rewrite",
    who: "Romanovsky",
    text: "Can we please continue with the current approach? It doesn't expose any user visible API and everything " +
      "here will be easy rewrite differently if such needs arise.",
    asks: "how easily code is rewritten shows in no run",
    about: nobody
  },
  {
    id: "locks-first",
    who: "Romanovsky",
    text:
      "We have so much ahead, like removing devlink_lock, rewriting devlink->lock, fixing devlink reload of IB part.",
    asks: "a check of the mark under devlink->lock, which ended the dispute, does not fit the locks of the tree",
    about: cells(["s4", "s8"], { design: ["registered-check", "callback-check"], shape: ["netdevsim"] }),
    shows: ["lock-order", "deadlock"]
  },
  {
    id: "no-arguments",
    who: "Kicinski",
    text: "I don't like it. If you're feeling strongly please gather support of other developers. Right now it's my " +
      "preference against yours. I don't even see you making arguments that your approach is better, just that " +
      "mine is not perfect and requires some similar changes.",
    asks: "who argued how shows in no run",
    about: nobody
  },
  {
    id: "mark-check",
    who: "Romanovsky",
    text:
      "I need to add a check of if(devlink_register) inside devlink_compat_flash_update(). (his answer, the same day)",
    asks: "with that check nobody comes early, reads what is being written, or goes on in freed memory",
    about: cells(["s1", "s2", "s6"], { design: ["copied-struct-mark-check"], shape: led }),
    breaks: ["early-call", "use-after-free", ...races]
  },
  {
    id: "forgotten-flags",
    who: "Romanovsky",
    text: "Random *_enabled flags that always forgotten. (6 October)",
    asks: "a driver that sets no feature bit loses an operation that it has",
    about: cells(["s9", "d5"]),
    shows: ["lost-function"]
  }
]
