/**
 * S15: one driver, two devices: one may be reloaded, the other, a multiport slave, may not.
 *
 * The difference is known per device and late. Where ops are set in a table that belongs to the driver (version 1 of
 * the series), the second device gets what the first one set.
 */
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import { operations, probe, type StepwiseDevice, tables, usualOrder } from "../drivers/stepwise.ts"
import { Devlink } from "../kernel/devlink.ts"
import { reloaded } from "../kernel/places.ts"
import { cells, over } from "../matrix.ts"

const ops = tables({ ...operations.flash, ...operations.info }, operations.reload)
const device = (address: string, ifname: string, slave: boolean): StepwiseDevice => ({
  address,
  ifname,
  ops,
  devlinkPort: true,
  ownPaths: false,
  slave
})
const master = device("pci/0000:03:00.0", "eth0", false)
const slave = device("pci/0000:03:00.1", "eth1", true)

const apart = "what says whether reload is valid belongs to the instance"

export default scenario("devlink/s15-two-instances", {
  question: `What does one device of a driver learn from the other's firmware?
Romanovsky's multiport mlx5 has a master, which reloads, and slaves, which must not. Version 1 of his
series dropped const from the drivers' tables and wrote into them: one table for all devices.`,
  reaches: [reloaded],
  cells: cells<"master and slave">("netnext-2021-10", [
    ...over(["shared-table"], ["master and slave"], {
      provenance: "as-permitted",
      declared: ["window-read", "data-race", "assertion"],
      why: "the slave finds reload callbacks that the master has put into the table of both, and is reloaded; and " +
        "it reads the table while the master's probe writes it, without a lock"
    }),
    ...over(["static-const", "copied-struct", "second-table", "caps-mask"], ["master and slave"], {
      provenance: "as-permitted",
      declared: "verified",
      why: apart
    }),
    ...over(["fine-grained-caps", "fine-grained-caps-plain"], ["master and slave"], {
      provenance: "counterfactual",
      declared: "verified",
      why: apart
    }),
    ...over(["callback-check", "registered-check"], ["master and slave"], {
      provenance: "counterfactual",
      declared: "verified",
      why: "the table has reload for both; the callback asks the device before it does anything"
    })
  ])
}, function* s15() {
  for (const each of [master, slave]) {
    yield* task(`probe ${each.ifname}`, function* probe_one() {
      yield* probe(each, usualOrder)
    })
  }
  yield* task("devlink dev reload", function* devlink_dev_reload() {
    const { genl_rcv_msg } = yield* Devlink
    yield* genl_rcv_msg({ command: "DEVLINK_CMD_RELOAD", address: slave.address })
    yield* genl_rcv_msg({ command: "DEVLINK_CMD_RELOAD", address: master.address })
  })
})
