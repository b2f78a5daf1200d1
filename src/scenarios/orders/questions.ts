/**
 * The questions `heddle orders` asks: for a design, a kernel and a way in, which orders of a probe's steps are safe?
 *
 * All that is stated about an order is what no driver could do otherwise: nothing is set in an instance that has
 * not been allocated, and nothing is handed over that firmware has not said. Everything else is found by running.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { choose } from "../../sim/choice.ts"
import { kinds, type Scenario, scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import { operations, probe, type ProbeStep, probeSteps, type StepwiseDevice, tables } from "../drivers/stepwise.ts"
import { Devlink } from "../kernel/devlink.ts"
import { Ethtool } from "../kernel/ethtool.ts"
import { nothing, OpsDesign } from "../kernel/ops-design.ts"
import { type DesignName, designs, type KernelName, kernels } from "../matrix.ts"
import type { Precedence } from "./rule.ts"

const base = { address: "pci/0000:03:00.0", ifname: "eth0", devlinkPort: true, ownPaths: false, slave: false }
const { flash, info, reload } = operations

/** How users get to what is handed over late: by which device. */
export const shapes = {
  /** flash and reload are learnt late; ethtool leads into devlink */
  "late-flash": { ...base, ops: tables(info, { ...flash, ...reload }) },
  /** reload alone is learnt late, which only netlink reads; flash is there from the start */
  "late-reload": { ...base, ops: tables({ ...info, ...flash }, reload) },
  /** as late-flash, but the driver has a flash path and a version string of its own */
  "own-flash": { ...base, ops: tables(info, { ...flash, ...reload }), ownPaths: true },
  /** as late-flash, but no ndo_get_devlink_port leads from the netdev to the instance */
  "no-port": { ...base, ops: tables(info, { ...flash, ...reload }), devlinkPort: false }
} as const satisfies { readonly [name: string]: StepwiseDevice }

/** Name of a shape. */
export type ShapeName = keyof typeof shapes

/** One question. */
export interface Question {
  readonly design: DesignName
  readonly kernel: KernelName
  readonly shape: ShapeName
}

/** Every question, in the order of the matrix. */
export const questions: ReadonlyArray<Question> = (Object.keys(kernels) as Array<KernelName>).flatMap((kernel) =>
  (Object.keys(designs) as Array<DesignName>).flatMap((design) =>
    (Object.keys(shapes) as Array<ShapeName>).map((shape) => ({ design, kernel, shape }))
  )
)

/** What cannot be otherwise. Steps that a design has not are left out of its orders. */
export const constraints: ReadonlyArray<readonly [before: ProbeStep, after: ProbeStep]> = [
  ["alloc", "set"],
  ["alloc", "port"],
  ["alloc", "register"],
  ["firmware", "set"],
  // Where the probe holds devlink->lock, registering asserts that it does.
  ["register", "unlock"]
]

/** The steps that mean something in a design: `set` where something is set, `unlock` where a lock is held. */
export const stepsOf = ({ design }: Pick<Question, "design">): ReadonlyArray<ProbeStep> => {
  const services = Effect.runSync(Layer.buildWithScope(designs[design], Scope.makeUnsafe()))
  const { after_register, devl_lock, set_late } = Context.get(services, OpsDesign)
  const sets = set_late !== nothing || after_register !== nothing
  return probeSteps.filter((step) => (step !== "set" || sets) && (step !== "unlock" || devl_lock !== nothing))
}

/** Every permutation of the steps that keeps the constraints, in the order of the steps as given. */
export const permutations = <Step extends string>(
  steps: ReadonlyArray<Step>,
  kept: ReadonlyArray<Precedence>
): ReadonlyArray<ReadonlyArray<Step>> =>
  steps.length === 0 ? [[]] : steps.flatMap((first) => {
    const rest = steps.filter((step) => step !== first)
    const waits = kept.some(([before, after]) => after === first && rest.includes(before as Step))
    return waits ? [] : permutations(rest, kept).map((order) => [first, ...order])
  })

/** The orders a question is about: every permutation of a design's steps that keeps the constraints. */
export const ordersOf = ({ design }: Pick<Question, "design">): ReadonlyArray<ReadonlyArray<ProbeStep>> => {
  const known = permuted.get(design) ?? allOrders(design)
  permuted.set(design, known)
  return known
}

const permuted = new Map<DesignName, ReadonlyArray<ReadonlyArray<ProbeStep>>>()
const allOrders = (design: DesignName) => {
  const steps = stepsOf({ design })
  return permutations(steps, statedOf(steps))
}

/** The constraints that are about these steps. */
export const statedOf = (steps: ReadonlyArray<ProbeStep>) =>
  constraints.filter((pair) => pair.every((step) => steps.includes(step)))

/** The probe in this order, a user of ethtool, and a user of netlink. */
export function* meeting({ shape }: Pick<Question, "shape">, order: ReadonlyArray<ProbeStep>) {
  const device: StepwiseDevice = shapes[shape]
  yield* task("probe", () => probe(device, order))
  yield* task("ethtool --flash", function* ethtool() {
    const { dev_ioctl } = yield* Ethtool
    yield* dev_ioctl({ command: "ETHTOOL_FLASHDEV", ifname: device.ifname, file: "fw.bin" })
  })
  yield* task("devlink", function* devlink() {
    const { genl_rcv_msg } = yield* Devlink
    const { address } = device
    const wish = yield* choose("flash", "reload")
    if (wish === "reload") yield* genl_rcv_msg({ command: "DEVLINK_CMD_RELOAD", address })
    else yield* genl_rcv_msg({ command: "DEVLINK_CMD_FLASH_UPDATE", address, file: "fw.bin" })
  })
}

/**
 * The questions as scenarios, one a shape: the program draws the order first, so that a token says which it was.
 * Nothing is declared: an order may show anything, and `heddle explore` does not list them.
 */
export const scenarios: ReadonlyArray<Scenario> = (Object.keys(shapes) as Array<ShapeName>).map((shape) =>
  scenario(`orders/${shape}`, {
    cells: questions.filter((question) => question.shape === shape).map(({ design, kernel }) => ({
      design,
      kernel,
      shape,
      declared: kinds,
      layer: Layer.mergeAll(kernels[kernel], designs[design])
    }))
  }, function* orders(cell) {
    const question = cell as Question
    yield* meeting(question, yield* drawn(ordersOf(question)))
  })
)

/** One of the orders; all are explored. */
function* drawn(orders: ReadonlyArray<ReadonlyArray<ProbeStep>>) {
  const [first, second, ...others] = orders.map((order) => order.join(" "))
  const text = yield* choose(first, second, ...others)
  return orders.find((order) => order.join(" ") === text)!
}

/** The scenario and the cell in which a question is asked. */
export const placeOf = ({ design, kernel, shape }: Question) => {
  const asked = scenarios.find(({ name }) => name === `orders/${shape}`)!
  return { scenario: asked, cell: asked.cells.find((cell) => cell.design === design && cell.kernel === kernel)! }
}
