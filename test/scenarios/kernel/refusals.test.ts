/**
 * What each check of net-next of 5 October 2021 answers, and that a refusal after `ready` is
 * noticed. One user, no race: cells rest on few of these, and a model without them would lie.
 */
import { assert as expect, describe, it } from "vitest"
import { runOnce } from "../../../docs/run-once.ts"
import {
  BIT,
  DEVLINK_RELOAD_ACTION_DRIVER_REINIT,
  DEVLINK_SUPPORT_FLASH_UPDATE_COMPONENT,
  type OpsInit
} from "../../../src/scenarios/kernel/devlink-ops.ts"
import { Devlink, type DevlinkCommand } from "../../../src/scenarios/kernel/devlink.ts"
import { Ethtool, type EthtoolRequest } from "../../../src/scenarios/kernel/ethtool.ts"
import { LINK_STATE_PRESENT, NetDevice } from "../../../src/scenarios/kernel/net-device.ts"
import { devlink_notify } from "../../../src/scenarios/kernel/netnext-2021-10/devlink.ts"
import { DEVLINK_F_RELOAD, OpsDesign } from "../../../src/scenarios/kernel/ops-design.ts"
import type { Errno } from "../../../src/scenarios/kernel/steps.ts"
import {
  type StructDevlink,
  type StructDevlinkPort,
  unregistered_port
} from "../../../src/scenarios/kernel/struct-devlink.ts"
import { cells, type DesignName } from "../../../src/scenarios/matrix.ts"
import { assert, reached } from "../../../src/sim/choice.ts"
import { exploreCell } from "../../../src/sim/explore/explore.ts"
import { alloc, keep } from "../../../src/sim/memory/heap.ts"
import { capability, pointer, ready } from "../../../src/sim/memory/pointer.ts"
import { scenario } from "../../../src/sim/scenario.ts"

const address = "test/test0"
const called = (name: string, err: Errno = 0) =>
  pointer(name, function*() {
    yield* reached(name)
    return err
  })

/** A driver that has everything, its devices being able to do it all. */
const full: OpsInit = {
  flash_update: called("flash_update"),
  info_get: called("info_get"),
  reload_down: called("reload_down"),
  reload_up: called("reload_up"),
  reload_actions: BIT(DEVLINK_RELOAD_ACTION_DRIVER_REINIT)
}

/** What is wrong with the device, if anything. */
interface Wrong {
  readonly ops?: OpsInit
  readonly unregistered?: boolean
  readonly notAllowed?: boolean
  readonly port?: "no ndo" | "not registered"
  readonly absent?: boolean
}

type Request = EthtoolRequest["command"] | Partial<DevlinkCommand> & Pick<DevlinkCommand, "command">

function* ask(request: Request) {
  if (typeof request !== "string") return yield* (yield* Devlink).genl_rcv_msg({ address, file: "fw", ...request })
  return yield* (yield* Ethtool).dev_ioctl({ command: request, ifname: "eth0", file: "fw" })
}

function* bring_up({ absent, notAllowed, ops = full, port, unregistered }: Wrong) {
  const design = yield* OpsDesign
  const { devlink_alloc_ns, devlink_register } = yield* Devlink
  const { alloc_netdev, register_netdev } = yield* NetDevice
  const devlink = yield* devlink_alloc_ns({ name: "ops", init: ops }, address, undefined)
  for (const name of ["flash", "flash component", "reload"]) yield* capability(address, name)
  const devlink_port: StructDevlinkPort = yield* alloc("port", {
    ...unregistered_port,
    devlink: port === "not registered" ? null : devlink as StructDevlink | null
  })
  const dev = yield* alloc_netdev({
    name: "eth0",
    netdev_ops: port === "no ndo" ? {} : { ndo_get_devlink_port: () => devlink_port },
    ethtool_ops: { fw_version: "" },
    priv: undefined
  })
  for (const block of [devlink.mem, devlink_port, dev.mem]) yield* keep(block)
  yield* register_netdev(dev)
  if (absent === true) yield* dev.mem.state.clearBit(LINK_STATE_PRESENT)
  const features = notAllowed === true || ops.reload_down === undefined ? 0 : DEVLINK_F_RELOAD
  yield* design.set_late(devlink, { name: "none", init: {} }, features)
  yield* ready(address)
  if (unregistered !== true) yield* devlink_register(devlink)
  yield* design.after_register(devlink, features)
  return devlink
}

/** Asks once and gives the kinds found, the callbacks that ran, and whether reload_failed was left set. */
const outcome = (design: DesignName, request: Request, wrong: Wrong, answer: Errno): object => {
  const [cell] = cells("netnext-2021-10", [
    { design, shape: "test", provenance: "as-permitted", declared: "verified", why: "" }
  ])
  const places = ["flash_update", "info_get", "reload_down", "reload_up", "reload_failed"]
  const asked = scenario("test/refusal", { reaches: places, cells: [cell] }, function* refusal() {
    const devlink = yield* bring_up(wrong)
    const err = yield* ask(request)
    yield* assert(err === answer, `${err} instead of ${answer}`)
    if ((yield* devlink.mem.reload_failed.load) === 1) yield* reached("reload_failed")
  })
  const { findings, reached: ran } = exploreCell(asked, asked.cells[0])
  return { kinds: findings.map(({ kind }) => kind), ran }
}

const without = (...names: ReadonlyArray<string>): OpsInit =>
  Object.fromEntries(Object.entries(full).filter(([name]) => !names.includes(name)))

const failing = (name: string): Wrong => ({ ops: { ...full, [name]: called(name, "-EBUSY") } })

const has_components: Wrong = {
  ops: { ...full, supported_flash_update_params: DEVLINK_SUPPORT_FLASH_UPDATE_COMPONENT }
}

const FLASH = { command: "DEVLINK_CMD_FLASH_UPDATE" } as const
const RELOAD = { command: "DEVLINK_CMD_RELOAD" } as const
const lost = { kinds: ["lost-function"], ran: [] }
const silent = { kinds: [], ran: [] }
const ran = (...names: ReadonlyArray<string>) => ({ kinds: [], ran: names })

describe.each(["static-const", "copied-struct", "caps-mask"] as const)("with %s", (design) => {
  it.each<[string, Request, Wrong, Errno, object]>([
    ["flash by ethtool", "ETHTOOL_FLASHDEV", {}, 0, ran("flash_update")],
    ["flash of a netdev without ndo_get_devlink_port", "ETHTOOL_FLASHDEV", { port: "no ndo" }, "-EOPNOTSUPP", silent],
    ["flash before the port is registered", "ETHTOOL_FLASHDEV", { port: "not registered" }, "-EOPNOTSUPP", silent],
    ["flash without flash_update", "ETHTOOL_FLASHDEV", { ops: without("flash_update") }, "-EOPNOTSUPP", lost],
    ["flash of a netdev that is not present", "ETHTOOL_FLASHDEV", { absent: true }, "-ENODEV", silent],
    ["info by ethtool", "ETHTOOL_GDRVINFO", {}, 0, ran("info_get")],
    ["info of a netdev without ndo_get_devlink_port", "ETHTOOL_GDRVINFO", { port: "no ndo" }, 0, silent],
    ["info before the port is registered", "ETHTOOL_GDRVINFO", { port: "not registered" }, 0, silent],
    ["info without info_get", "ETHTOOL_GDRVINFO", { ops: without("info_get") }, 0, silent],
    ["flash by netlink", FLASH, {}, 0, ran("flash_update")],
    ["flash of another address", { ...FLASH, address: "test/test1" }, {}, "-ENODEV", silent],
    ["flash of an instance that is not registered", FLASH, { unregistered: true }, "-ENODEV", silent],
    ["flash by netlink without flash_update", FLASH, { ops: without("flash_update") }, "-EOPNOTSUPP", lost],
    ["flash of a component without the bit for it", { ...FLASH, component: "fw" }, {}, "-EOPNOTSUPP", lost],
    ["flash of a component with the bit for it", { ...FLASH, component: "fw" }, has_components, 0, ran("flash_update")],
    ["reload", RELOAD, {}, 0, ran("reload_down", "reload_up")],
    ["reload without callbacks", RELOAD, { ops: without("reload_down", "reload_up") }, "-EOPNOTSUPP", lost],
    ["reload that fails to go down", RELOAD, failing("reload_down"), "-EBUSY", ran("reload_down")],
    [
      "reload that fails to come up",
      RELOAD,
      failing("reload_up"),
      "-EBUSY",
      ran("reload_down", "reload_up", "reload_failed")
    ],
    ["reload without the default action", RELOAD, { ops: without("reload_actions") }, "-EOPNOTSUPP", lost]
  ])("%s", (_, request, wrong, answer, expected) => {
    expect.deepStrictEqual(outcome(design, request, wrong, answer), expected)
  })
})

describe("a reload that is not allowed", () => {
  it.each(["static-const", "caps-mask"] as const)("is refused by %s", (design) => {
    expect.deepStrictEqual(outcome(design, RELOAD, { notAllowed: true }, "-EOPNOTSUPP"), lost)
  })

  it("is a thing copied-struct cannot say but by leaving the callbacks out", () => {
    expect.deepStrictEqual(
      outcome("copied-struct", RELOAD, { notAllowed: true }, 0),
      ran("reload_down", "reload_up")
    )
  })
})

describe("devlink_notify()", () => {
  const body = (wrong: Wrong) =>
    function* main() {
      const devlink = yield* bring_up(wrong)
      if (wrong.unregistered === true) yield* devlink_notify(devlink)
      else yield* ask(RELOAD)
    }

  it("is sent when a reload has failed, after that is remembered", () => {
    const steps = runOnce("copied-struct", body(failing("reload_up"))).map(({ object, op }) => `${op} ${object}`)
    const failed = steps.indexOf("store devlink.reload_failed")
    expect.deepStrictEqual(steps.slice(failed + 1, failed + 3), [
      "test_bit devlinks.REGISTERED",
      "load devlink.reload_failed"
    ])
  })

  it("warns while the instance is not registered", () => {
    const [cell] = cells("netnext-2021-10", [
      { design: "static-const", shape: "test", provenance: "as-permitted", declared: "assertion", why: "" }
    ])
    const early = scenario("test/notify", { cells: [cell] }, body({ unregistered: true }))
    expect.deepStrictEqual(exploreCell(early, early.cells[0]).findings.map(({ title }) => title), [
      "assertion: WARN_ON in devlink_notify(): test/test0 is not registered"
    ])
  })
})
