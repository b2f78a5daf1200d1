/**
 * D5: every driver may forget. The step by which a driver says that it can be reloaded is left out of its probe.
 *
 * "Random *_enabled flags that always forgotten" (Romanovsky, 6 October 2021) is a statement about designs: which of
 * them have something to forget? S9 is the driver that did forget, bnxt at 5.16. Here three others do, under each
 * design: no devlink_reload_enable(), no devlink_set_ops(), no devlink_set_features().
 */
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import type { Driver } from "../drivers/driver.ts"
import { type DriverName, drivers } from "../drivers/drivers.ts"
import { probe } from "../drivers/probe.ts"
import { not_registered } from "../kernel/places.ts"
import { type Answer, cells, type DesignName, over } from "../matrix.ts"
import { devlink_dev_reload } from "./users.ts"

const shapes = ["netdevsim", "mlx5"] as const satisfies ReadonlyArray<DriverName>

/** The order of its probe in net-next of October 2021, less the steps that say so. */
const forgetful = ({ orders }: Driver): string => orders["netnext-2021-10"]!.replace("X ", "").replace(" E", "")

const lost = (what: string): Answer => ({
  declared: "lost-function",
  why: `${what}: the device can be reloaded, is up and announced, and refuses`
})
const nothing_to_forget: Answer = {
  declared: "verified",
  why: "a callback that is in the table is a callback that works: there is nothing to forget"
}

const answer = (design: DesignName, shape: (typeof shapes)[number]): Answer => {
  switch (design) {
    case "static-const":
      return lost("devlink_reload_enable() is forgotten")
    case "caps-mask":
      return lost("devlink_set_features() is forgotten")
    case "shared-table":
    case "copied-struct":
    case "second-table":
      return shape === "mlx5" ? lost("what is handed over late is forgotten") : nothing_to_forget
    case "fine-grained-caps":
      return shape === "mlx5" ? lost("the bit of what becomes known late is forgotten") : nothing_to_forget
    default:
      return nothing_to_forget
  }
}

const rows = (designs: ReadonlyArray<DesignName>, provenance: "as-permitted" | "counterfactual") =>
  designs.flatMap((design) =>
    shapes.flatMap((shape) => over([design], [shape], { provenance, ...answer(design, shape) }))
  )

export default scenario("devlink/d5-forgotten-step", {
  question: `Under which designs can a driver forget to say what it can do?
Romanovsky (6 October 2021) wants to be rid of "random *_enabled flags that always forgotten". The merged
design has one as well. netdevsim knows from the start that it can be reloaded, mlx5 learns it late.
A user reloads twice, at any two moments of the probe and after it.`,
  reaches: [not_registered],
  cells: cells("netnext-2021-10", [
    ...rows(["static-const", "shared-table", "copied-struct", "second-table", "caps-mask"], "as-permitted"),
    ...rows(["fine-grained-caps", "per-variant-table", "callback-check"], "counterfactual")
  ])
}, function* d5({ shape }) {
  const driver = drivers[shape as DriverName]
  yield* task("probe", function* probing() {
    yield* probe(driver, { order: forgetful(driver) })
  })
  yield* task("devlink dev reload", function* user() {
    for (let attempt = 0; attempt < 2; attempt++) yield* devlink_dev_reload(driver)
  })
})
