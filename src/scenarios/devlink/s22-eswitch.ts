/**
 * S22: a multiport slave has neither reload nor eswitch. What does each design refuse it?
 *
 * v2 4/5 takes reload out of the slave's operations and leaves the eswitch callbacks; the one bit of v4 masks reload.
 * Both could go on: v2 by leaving more out, feature bits by having one for each operation.
 * Source: v2 4/5 (3 October 2021); bd032e35c568; eswitch_offloads.c of mlx5, whose callbacks ask the device themselves.
 */
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import { operations, probe, type StepwiseDevice, tables, usualOrder } from "../drivers/stepwise.ts"
import { Devlink } from "../kernel/devlink.ts"
import { not_registered } from "../kernel/places.ts"
import { cells, over } from "../matrix.ts"

type Shape = "reload left out" | "reload and eswitch left out"

const { eswitch, info, reload } = operations
const device = (shape: string): StepwiseDevice => ({
  address: "pci/0000:03:00.1",
  ifname: "eth1",
  ops: shape === "reload left out"
    ? tables({ ...info, ...eswitch }, reload)
    : tables(info, { ...eswitch, ...reload }),
  devlinkPort: true,
  ownPaths: false,
  slave: true
})

const stays = "nobody takes eswitch_mode_set out of the table, and nothing but its own code keeps it from a slave"
const oneBit = "there is one bit, DEVLINK_F_RELOAD: eswitch cannot be masked"
const gone = "what the driver does not hand over is not there: both are refused, with one test each"

export default scenario("devlink/s22-eswitch", {
  question: `Which operations that a multiport slave has not are kept from it?
Romanovsky: "You are too focused on reload caps, but mutliport mlx5 device doesn't support eswitch too. I
just didn't remove the eswitch callbacks to stay focused on more important work".
Kicinski: "You'll also be able to define more fine grained caps going forward as needed."`,
  reaches: [not_registered],
  cells: cells<Shape>("netnext-2021-10", [
    ...over(["copied-struct"], ["reload left out"], { provenance: "as-posted", declared: "assertion", why: stays }),
    ...over(["copied-struct"], ["reload and eswitch left out"], {
      provenance: "as-permitted",
      declared: "verified",
      why: gone
    }),
    ...over(["second-table"], ["reload left out"], { provenance: "as-posted", declared: "assertion", why: stays }),
    ...over(["caps-mask"], ["reload left out"], { provenance: "as-posted", declared: "assertion", why: oneBit }),
    ...over(["caps-mask"], ["reload and eswitch left out"], {
      provenance: "as-permitted",
      declared: "assertion",
      why: oneBit
    }),
    ...over(["fine-grained-caps"], ["reload and eswitch left out"], {
      provenance: "counterfactual",
      declared: "verified",
      why: "each operation has its bit"
    }),
    ...over(["callback-check"], ["reload and eswitch left out"], {
      provenance: "counterfactual",
      declared: "verified",
      why: "each callback asks the device before it does anything, as mlx5's of eswitch did then and of reload do today"
    })
  ])
}, function* s22({ shape }) {
  const slave = device(shape)
  yield* task("probe", function* probe_one() {
    yield* probe(slave, usualOrder)
  })
  yield* task("devlink dev eswitch set", function* devlink_user() {
    const { genl_rcv_msg } = yield* Devlink
    yield* genl_rcv_msg({ command: "DEVLINK_CMD_ESWITCH_SET", address: slave.address, mode: "switchdev" })
    yield* genl_rcv_msg({ command: "DEVLINK_CMD_RELOAD", address: slave.address })
  })
})
