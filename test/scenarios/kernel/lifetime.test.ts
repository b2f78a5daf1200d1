/** What keeps an instance alive while a user is inside it, in net-next of 5 October 2021. */
import { assert, describe } from "vitest"
import { netdevsim } from "../../../src/scenarios/drivers/netdevsim.ts"
import { probe, remove } from "../../../src/scenarios/drivers/probe.ts"
import { Devlink } from "../../../src/scenarios/kernel/devlink.ts"
import { Ethtool } from "../../../src/scenarios/kernel/ethtool.ts"
import { cells } from "../../../src/scenarios/matrix.ts"
import { exploreCell } from "../../../src/sim/explore/explore.ts"
import { scenario } from "../../../src/sim/scenario.ts"
import { task } from "../../../src/sim/task.ts"
import { it } from "../../../src/vitest/index.ts"

const { address, ifname } = netdevsim

/** What a user does while the driver is removed. */
const users = {
  *"ethtool --flash"() {
    const { dev_ioctl } = yield* Ethtool
    yield* dev_ioctl({ command: "ETHTOOL_FLASHDEV", ifname, file: "fw.bin" })
  },
  *"ethtool -i"() {
    const { dev_ioctl } = yield* Ethtool
    yield* dev_ioctl({ command: "ETHTOOL_GDRVINFO", ifname })
  },
  *"devlink dev flash"() {
    const { genl_rcv_msg } = yield* Devlink
    yield* genl_rcv_msg({ command: "DEVLINK_CMD_FLASH_UPDATE", address, file: "fw.bin" })
  }
}

const removal = (user: keyof typeof users) =>
  scenario(`test/removal, ${user}`, {
    cells: cells("netnext-2021-10", [
      { design: "copied-struct", shape: "netdevsim", provenance: "as-posted", declared: "verified", why: "" },
      { design: "static-const", shape: "netdevsim", provenance: "as-posted", declared: "verified", why: "" },
      { design: "caps-mask", shape: "netdevsim", provenance: "as-posted", declared: "verified", why: "" }
    ])
  }, function* removal_body() {
    const devlink = (yield* probe(netdevsim))!
    yield* task(user, users[user])
    yield* task("remove", function* removing() {
      yield* remove(devlink)
    })
  })

/** The kinds found when these are taken away. */
const without = (user: keyof typeof users, ...removed: ReadonlyArray<string>) => {
  const removing = removal(user)
  return exploreCell(removing, removing.cells[0], { removed: new Set(removed) }).findings.map(({ kind }) => kind)
}

describe("removal during a command", () => {
  for (const user of Object.keys(users) as Array<keyof typeof users>) it.explore(removal(user), { mutation: true })
})

describe.each(
  [
    ["ethtool --flash", "devlink_compat_flash_update"],
    ["ethtool -i", "devlink_compat_running_version"]
  ] as const
)("removal during %s", (user, path) => {
  it.each([
    `${path}: dev_hold`,
    "netdev_wait_allrefs",
    "nsim_drv_remove: netdevs before devlink_free"
  ])("rests on %s", (protection) => {
    assert.include(without(user, protection), "use-after-free")
  })
})

describe("removal during devlink dev flash", () => {
  const mutex = "lock devlink_mutex"

  it("rests on devlink_mutex, without which the counter is looked at in freed memory", () => {
    assert.include(without("devlink dev flash", mutex), "use-after-free")
  })

  it.each([
    "devlink_get_from_attrs: devlink_try_get",
    "devlink_unregister: waits for references"
  ])("does not rest on %s: devlink_mutex is held until the command is done", (protection) => {
    assert.deepStrictEqual(without("devlink dev flash", protection), [])
  })
})
