/**
 * S20: a value that is known late, put where the driver's operations are.
 *
 * Romanovsky's last argument: a flag in devlink_ops does not spare him the copy. He is right about that place, and
 * nobody had proposed it: a word of the instance, beside the pointer, is on the heap (S4, S16).
 */
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import { operations, probe, type StepwiseDevice, tables } from "../drivers/stepwise.ts"
import { Devlink } from "../kernel/devlink.ts"
import { cells, over } from "../matrix.ts"

const device: StepwiseDevice = {
  address: "pci/0000:03:00.0",
  ifname: "eth0",
  ops: tables(operations.info, operations.reload),
  devlinkPort: true,
  ownPaths: false,
  slave: true
}

export default scenario("devlink/s20-late-value", {
  question: `Can a value that firmware tells late be stored in devlink_ops?
Romanovsky: "Even if we decide to use new flag in devlink_ops, we will still need to add this
devlink_set_ops() patch, because the value of that new flag will be known very late in initialization
phase, after FW capabilities are known and I will need to overwrite RO memory."`,
  cells: cells<"flag in devlink_ops">("netnext-2021-10", [
    ...over(
      ["static-const", "second-table", "caps-mask", "fine-grained-caps", "per-variant-table", "callback-check"],
      ["flag in devlink_ops"],
      {
        provenance: "counterfactual",
        declared: "read-only-write",
        why: "devlink->ops leads to a const table of the module, which is mapped read-only when the probe runs"
      }
    ),
    ...over(["shared-table"], ["flag in devlink_ops"], {
      provenance: "counterfactual",
      declared: ["data-race", "lost-function"],
      why: "the table is no longer const, so the store goes through: what firmware says of the slave is said of the " +
        "driver's other devices, whose users read it meanwhile"
    })
  ])
}, function* s20() {
  const other = yield* probe({ ...device, address: "pci/0000:03:00.1", ifname: "eth1", slave: false }, [
    "alloc",
    "firmware",
    "set",
    "register"
  ])
  yield* task("probe", function* probe_one() {
    const { devlink_register } = yield* Devlink
    const devlink = yield* probe(device, ["alloc", "firmware"])
    const { slot } = devlink
    const ops = slot.layout === "embedded" ? slot.ops : yield* slot.ops.load
    if (ops !== null) yield* ops.reload_actions.store(0)
    yield* devlink_register(devlink)
  })
  yield* task("devlink dev reload", function* reload() {
    const { genl_rcv_msg } = yield* Devlink
    yield* genl_rcv_msg({ command: "DEVLINK_CMD_RELOAD", address: other.name })
  })
})
