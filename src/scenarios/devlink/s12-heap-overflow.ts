/**
 * S12: what one write into the heap does to the next devlink command.
 *
 * The device is up, nobody races. An attacker who can write one word of a kernel heap object writes
 * it; then a user flashes and reloads. Three strengths of attacker, as shapes:
 * one-write: knows where a function of his liking is, but no address of data he controls;
 * fake-table: besides, 408 bytes of his own at an address he knows (an information leak);
 * table-write: can write wherever the ops table is.
 * And on a device that must not be reloaded, a multiport slave, to switch genuine functions on: one-write-slave:
 * one word, no address; one-address-slave: one word, and the address of the driver's own table; three-writes-slave:
 * three words, and the addresses of the driver's own functions.
 * Left out: overwriting only the low bytes of a pointer, and aiming D->ops at some other read-only data
 * that happens to hold pointers.
 */
import * as Effect from "effect/Effect"
import { choose } from "../../sim/choice.ts"
import { hijacked } from "../../sim/memory/pointer.ts"
import { record } from "../../sim/memory/record.ts"
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import { netdevsim } from "../drivers/netdevsim.ts"
import { probe } from "../drivers/probe.ts"
import { operations, probe as stepwise, type StepwiseDevice, tables, usualOrder } from "../drivers/stepwise.ts"
import { BIT, callbacks, DEVLINK_RELOAD_ACTION_DRIVER_REINIT, type OpsInit, words } from "../kernel/devlink-ops.ts"
import type { KernelName } from "../kernel/kernel-version.ts"
import { rodata } from "../kernel/memory.ts"
import type { StructDevlink } from "../kernel/struct-devlink.ts"
import { type Answer, type DesignName, grid, trees } from "../matrix.ts"
import { devlink_dev_flash, devlink_dev_reload } from "./users.ts"

const shapes = ["one-write", "fake-table", "table-write"] as const
/** Asked of a device that must not be reloaded. */
const slaveShapes = ["one-write-slave", "one-address-slave", "three-writes-slave"] as const
type Shape = (typeof shapes)[number] | (typeof slaveShapes)[number]

const slave: StepwiseDevice = {
  address: "pci/0000:03:00.1",
  ifname: "eth1",
  ops: tables({ ...operations.flash, ...operations.info }, operations.reload),
  devlinkPort: true,
  ownPaths: false,
  slave: true
}

const gadget = hijacked("attacker's function")

const crash =
  "of the words on the heap only D->ops leads to code, and without a table of the attacker's own to lead to it " +
  "leads nowhere: an oops. The word beside it can only switch genuine functions on or off"
const oneWord = "D->ops is the one word on the heap that leads to code, and it leads nowhere without a table: an oops"
const redirected =
  "the callback pointers are themselves on the heap, in every instance: one write redirects the next call"
const fake = "D->ops is on the heap in every design: one write and 408 bytes at a known address redirect the next call"
const switched = "the word beside D->ops says what is valid, and is on the heap: one write, no address, and it is"
const fault = "the table is in read-only pages: the write faults and nothing is called but what the driver meant"

const answer = (kernel: KernelName, shape: Shape, design: DesignName): Answer | undefined => {
  // As far as this goes, registered-check is callback-check; and the feature bit of netdevsim comes too late at 6.12.
  if (design === "registered-check" || (kernel === "6.12" && design === "caps-mask")) return undefined
  const embedded = design.startsWith("copied-struct")
  switch (shape) {
    case "one-write": {
      if (embedded) {
        return {
          declared: ["hijacked-call", "lost-function"],
          why: `${redirected}; and a pointer overwritten with NULL switches its function off`
        }
      }
      return has_word_beside.has(design)
        ? { declared: ["null-call", "lost-function"], why: crash }
        : { declared: "null-call", why: oneWord }
    }
    case "fake-table":
      return { declared: "hijacked-call", why: embedded ? redirected : fake }
    default:
      if (design === "shared-table") {
        return {
          declared: "hijacked-call",
          why: "the driver's table is no longer const, and lies in writable data: one write redirects every instance"
        }
      }
      return embedded ? { declared: "hijacked-call", why: redirected } : { declared: "read-only-write", why: fault }
  }
}

/** What it takes to let a slave be reloaded: each design asks for one strength of attacker, or for none of these. */
const switching = (_kernel: KernelName, shape: Shape, design: DesignName): Answer | undefined => {
  const takes = has_word_beside.has(design)
    ? { shape: "one-write-slave", why: switched }
    : design === "second-table"
    ? {
      shape: "one-address-slave",
      why:
        "the second pointer says what is valid, and is on the heap: one write of the address of the driver's own table"
    }
    : design === "shared-table"
    ? {
      shape: "three-writes-slave",
      why:
        "the driver's table is writable: reload_down, reload_up and reload_actions have to be put back, and known; " +
        "then every instance of the driver has them"
    }
    : design.startsWith("copied-struct")
    ? {
      shape: "three-writes-slave",
      why: "there is no word that permits: reload_down, reload_up and reload_actions have to be put back, and known"
    }
    : undefined
  return takes?.shape === shape ? { declared: "assertion", why: takes.why } : undefined
}

/** The designs with a word beside the pointer that says whether reload is allowed. */
const has_word_beside: ReadonlySet<DesignName> = new Set([
  "static-const",
  "caps-mask",
  "caps-mask-unasserted",
  "fine-grained-caps",
  "fine-grained-caps-plain"
])

export default scenario("devlink/s12-heap-overflow", {
  question: `What does it take to redirect a devlink callback, design by design?
Kicinski: "Security people like ops to live in read-only memory. You're making them r/w for every
devlink instance now." "The goal is for ops to live in pages which are mapped read-only, so that heap
overflows can overwrite the pointers" (can't, he means).
Romanovsky: "Yes, but we are explicitly copy every function pointer, which is safe."`,
  cells: [
    ...grid<Shape>({ kernels: trees, shapes, designs: "all" }, answer),
    ...grid<Shape>({ kernels: ["5.15"], shapes, designs: ["copied-struct"] }, answer),
    ...grid<Shape>({ kernels: ["netnext-2021-10", "5.16"], shapes: slaveShapes, designs: "all" }, switching)
  ]
}, function* s12({ shape }) {
  const isSlave = slaveShapes.some((name) => name === shape)
  const devlink = isSlave ? yield* stepwise(slave, usualOrder) : (yield* probe(netdevsim))!
  const attacker = yield* task("attacker", function* attacker() {
    if (shape === "table-write") yield* write_table(devlink)
    else if (isSlave) yield* switch_on(devlink)
    else if (shape === "fake-table") yield* write_fake(devlink)
    else yield* write_word(devlink)
  })
  // The attacker dies of a fault of his own; the user comes after him either way.
  yield* Effect.exit(attacker.join)
  yield* task("devlink", function* devlink_user() {
    yield* devlink_dev_flash({ address: devlink.name })
    yield* devlink_dev_reload({ address: devlink.name })
  })
})

/** One word of the instance: the one that leads to code, or the one that permits reload. */
function* write_word({ slot }: StructDevlink) {
  const word = yield* choose("the word that leads to code", "the word that permits reload")
  if (slot.layout === "embedded") {
    if (word === "the word that leads to code") yield* slot.ops.flash_update.store(gadget)
    else yield* slot.ops.reload_down.store(null)
  } else if (word === "the word that leads to code") yield* slot.ops.store(null)
  else if (slot.allowed !== undefined) yield* slot.allowed.store(0)
}

/** The word that leads to code, aimed at a table of the attacker's own where there is a pointer to one. */
function* write_fake({ slot }: StructDevlink) {
  if (slot.layout === "embedded") yield* slot.ops.flash_update.store(gadget)
  else {
    const init: OpsInit = {
      ...Object.fromEntries(callbacks.map(([name]) => [name, gadget])),
      reload_actions: BIT(DEVLINK_RELOAD_ACTION_DRIVER_REINIT)
    }
    yield* slot.ops.store(yield* record("attacker's table", words(init)))
  }
}

/** What keeps reload from a slave: a word that permits, a pointer, or that the functions are not there. */
function* switch_on({ slot }: StructDevlink) {
  if (slot.layout === "pointer" && slot.allowed !== undefined) return yield* slot.allowed.store(0xff)
  if (slot.layout === "pointer" && slot.reload_ops !== undefined) {
    return yield* slot.reload_ops.store(yield* rodata({ name: "driver_reload_ops", init: operations.reload }))
  }
  const ops = slot.layout === "embedded" ? slot.ops : (yield* slot.ops.load)!
  const { reload_actions, reload_down, reload_up } = operations.reload
  yield* ops.reload_actions.store(reload_actions)
  yield* ops.reload_down.store(reload_down)
  yield* ops.reload_up.store(reload_up)
}

/** flash_update of the table that the instance uses, wherever it lies. */
function* write_table({ slot }: StructDevlink) {
  const ops = slot.layout === "embedded" ? slot.ops : yield* slot.ops.load
  if (ops !== null) yield* ops.flash_update.store(gadget)
}
