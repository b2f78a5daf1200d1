/**
 * S16: capabilities that change while the device is up and users are there.
 *
 * Five shapes: firmware grants reload while a user reloads; two answers of firmware each set a bit, and a user comes
 * after both; firmware withdraws flash while a user flashes, without a lock, under devlink->lock against netlink, and
 * under devlink->lock against ethtool, whose compat path checks before it locks.
 */
import { assert, protection, reached } from "../../sim/choice.ts"
import { pointer } from "../../sim/memory/pointer.ts"
import { type Variable, variable } from "../../sim/memory/variable.ts"
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import { hand_over, operations, probe, type StepwiseDevice, tables } from "../drivers/stepwise.ts"
import { Devlink } from "../kernel/devlink.ts"
import { Ethtool } from "../kernel/ethtool.ts"
import { OpsDesign } from "../kernel/ops-design.ts"
import type { StructDevlink } from "../kernel/struct-devlink.ts"
import { cells, over } from "../matrix.ts"

type Shape = "granted" | "two-setters" | "withdrawn" | "withdrawn-locked" | "withdrawn-locked-ethtool"

const base = { address: "pci/0000:03:00.0", ifname: "eth0", devlinkPort: true, ownPaths: false, slave: false }

/** Reached when the user's command has ended, whatever it was told. */
const served = "the user's command is served"

const warned = "the API says before devlink_register(), and WARNs; besides, "
const atomic = "bits are set and tested atomically, and each answers for one operation"
const gap = "ethtool's compat path checks before it takes devlink->lock: in between the operation is withdrawn"

export default scenario("devlink/s16-run-time-caps", {
  question: `May what a device can do change at run time?
Romanovsky: the value of a flag "will be known very late in initialization phase, after FW
capabilities are known and I will need to overwrite RO memory."
Kicinski: "Yes, you can change the caps at run time, that's perfectly reasonable. You'll also be able
to define more fine grained caps going forward as needed."`,
  reaches: [served],
  cells: cells<Shape>("netnext-2021-10", [
    ...over(["static-const"], ["granted"], {
      provenance: "as-permitted",
      declared: "verified",
      why: "devlink_reload_enable() and the reader both hold devlink_mutex"
    }),
    ...over(["shared-table"], ["granted"], {
      provenance: "counterfactual",
      declared: ["window-read", "data-race", "assertion"],
      why: `${warned}several words are stored one after the other while reload reads them`
    }),
    ...over(["copied-struct", "copied-struct-locked", "copied-struct-memcpy"], ["granted"], {
      provenance: "counterfactual",
      declared: ["torn-read", "window-read", "data-race", "assertion"],
      why: `${warned}several words are stored one after the other while reload, under devlink_mutex alone, reads them`
    }),
    ...over(["copied-struct-release"], ["granted"], {
      provenance: "counterfactual",
      declared: ["torn-read", "window-read", "assertion"],
      why: `${warned}release and acquire order each word, and do not make three words one`
    }),
    ...over(["second-table", "caps-mask"], ["granted"], {
      provenance: "counterfactual",
      declared: ["data-race", "assertion"],
      why: `${warned}one word is stored plainly, and the reader shares no lock with the writer`
    }),
    ...over(["caps-mask-unasserted"], ["granted"], {
      provenance: "as-permitted",
      declared: "data-race",
      why: "without the assertion this is permitted; the store is still plain and under no lock that readers take"
    }),
    ...over(["fine-grained-caps"], ["granted", "two-setters"], {
      provenance: "counterfactual",
      declared: "verified",
      why: atomic
    }),
    ...over(["fine-grained-caps-plain"], ["granted"], {
      provenance: "counterfactual",
      declared: "data-race",
      why: "|= is a plain load and a plain store"
    }),
    ...over(["fine-grained-caps-plain"], ["two-setters"], {
      provenance: "counterfactual",
      declared: ["data-race", "lost-function"],
      why: "two times |= without a lock: one of the updates is lost, and with it an operation the device has"
    }),
    ...over(["fine-grained-caps"], ["withdrawn"], {
      provenance: "counterfactual",
      declared: "assertion",
      why: "an atomic bit says nothing about the time between the check and the call"
    }),
    ...over(["fine-grained-caps-plain"], ["withdrawn"], {
      provenance: "counterfactual",
      declared: ["data-race", "assertion"],
      why: "nothing holds the bit between the check and the call, and nothing orders its store"
    }),
    ...over(["fine-grained-caps", "fine-grained-caps-plain"], ["withdrawn-locked"], {
      provenance: "counterfactual",
      declared: "verified",
      why: "netlink holds devlink->lock from its check to the end of the call, and whoever changes the bit takes it too"
    }),
    ...over(["fine-grained-caps"], ["withdrawn-locked-ethtool"], {
      provenance: "counterfactual",
      declared: "assertion",
      why: gap
    }),
    ...over(["fine-grained-caps-plain"], ["withdrawn-locked-ethtool"], {
      provenance: "counterfactual",
      declared: ["data-race", "assertion"],
      why: gap
    })
  ])
}, function* s16({ shape }) {
  if (shape === "granted") yield* granted()
  else if (shape === "two-setters") yield* two_setters()
  else yield* withdrawn(shape)
})

/** Firmware grants reload when the device is up, and a user reloads at any moment. */
function* granted() {
  const device: StepwiseDevice = { ...base, ops: tables(operations.info, operations.reload), changing: true }
  const devlink = yield* probe(device, ["alloc", "firmware", "port", "netdev", "register", "unlock"])
  yield* task("firmware event", function* firmware_event() {
    yield* hand_over(devlink, device)
  })
  yield* task("devlink dev reload", reload)
}

/** Two answers come at the same time; a user who comes after both expects both operations. */
function* two_setters() {
  const design = yield* OpsDesign
  const device: StepwiseDevice = { ...base, ops: tables({}, { ...operations.flash, ...operations.reload }) }
  const devlink = yield* probe(device, ["alloc", "firmware", "port", "netdev", "register", "unlock"])
  const first = yield* task("flash answer", () => design.set_caps(devlink, ["flash_update"], true))
  const second = yield* task("reload answer", () => design.set_caps(devlink, ["reload_down"], true))
  yield* first.join
  yield* second.join
  yield* flash()
  yield* reload()
}

/** The device is about to lose its flash: the bit goes first, then the device. */
function* withdrawn(shape: string) {
  const can_flash = yield* variable("device->can_flash", 1)
  const device: StepwiseDevice = { ...base, ops: tables({ flash_update: flashing(can_flash) }, {}), changing: true }
  const devlink = yield* probe(device, ["alloc", "firmware", "port", "netdev", "register", "unlock"])
  yield* task("firmware event", () => withdraw(devlink, can_flash, shape !== "withdrawn"))
  if (shape === "withdrawn-locked-ethtool") yield* task("ethtool --flash", ethtool)
  else yield* task("devlink dev flash", flash)
}

function* withdraw(devlink: StructDevlink, can_flash: Variable<number>, locks: boolean) {
  const design = yield* OpsDesign
  const locked = locks && (yield* protection("the change of a capability holds devlink->lock"))
  if (locked) yield* devlink.lock.lock
  yield* design.set_caps(devlink, ["flash_update"], false)
  yield* can_flash.writeOnce(0)
  if (locked) yield* devlink.lock.unlock
}

/** A flash that must not run once the device has lost it. */
const flashing = (can_flash: Variable<number>) =>
  pointer("flash_update", function* flash_update() {
    yield* assert((yield* can_flash.readOnce) === 1, "flash_update() of a device that has lost its flash")
    return 0 as const
  })

function* reload() {
  const { genl_rcv_msg } = yield* Devlink
  yield* genl_rcv_msg({ command: "DEVLINK_CMD_RELOAD", address: base.address })
  yield* reached(served)
}

function* flash() {
  const { genl_rcv_msg } = yield* Devlink
  yield* genl_rcv_msg({ command: "DEVLINK_CMD_FLASH_UPDATE", address: base.address, file: "fw.bin" })
  yield* reached(served)
}

function* ethtool() {
  const { dev_ioctl } = yield* Ethtool
  yield* dev_ioctl({ command: "ETHTOOL_FLASHDEV", ifname: base.ifname, file: "fw.bin" })
  yield* reached(served)
}
