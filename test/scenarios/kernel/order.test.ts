/**
 * Every step of the modelled functions in its order, in net-next of 5 October 2021.
 *
 * Cells notice a missing lock only where something rests on it; this notices any. `+x` takes a lock,
 * `-x` gives it back, `=x` writes, anything else is the operation and the object.
 */
import { assert, describe, it } from "vitest"
import { runOnce } from "../../../docs/run-once.ts"
import { mlx5 } from "../../../src/scenarios/drivers/mlx5.ts"
import { netdevsim } from "../../../src/scenarios/drivers/netdevsim.ts"
import { nfp } from "../../../src/scenarios/drivers/nfp.ts"
import { probe, remove } from "../../../src/scenarios/drivers/probe.ts"
import { Devlink } from "../../../src/scenarios/kernel/devlink.ts"
import { Ethtool, type EthtoolRequest } from "../../../src/scenarios/kernel/ethtool.ts"
import { task } from "../../../src/sim/task.ts"

const { address, ifname } = netdevsim

type Design = "static-const" | "copied-struct" | "caps-mask"
const designs: ReadonlyArray<Design> = ["static-const", "copied-struct", "caps-mask"]

const signs: Readonly<Record<string, string>> = {
  mutex_lock: "+",
  down_read: "+",
  mutex_unlock: "-",
  up_read: "-",
  store: "=",
  load: ""
}

/** The steps of one task, abbreviated; `main` is the task that probes. */
const stepsOf = (design: Design, who: string, body: () => Generator<any, any, any>, drawn?: number) =>
  runOnce(design, body, drawn).filter((step) => step.task === who && step.op !== "start")
    .map(({ object, op }) => op in signs ? `${signs[op]}${object}` : `${op} ${object}`)

/** The steps of somebody who comes when netdevsim is up. */
const user = (design: Design, body: (devlink: any) => Generator<any, any, any>) =>
  stepsOf(design, "user", function* main() {
    const devlink = yield* probe(netdevsim)
    yield* task("user", () => body(devlink))
  })

/** SET_DEVICE_OP of devlink_set_ops(), for a member that is unset. */
const merge = (name: string) => `${name}; =${name}`

const words = (text: string) => text.split(/[;\n]/).map((step) => step.trim()).filter((step) => step !== "")

/** devlink->ops.member: two loads where ops are held by pointer, one where they are embedded. */
const member = (design: Design, name: string, table = "nsim_dev_devlink_ops") =>
  design === "copied-struct" ? `devlink.ops.${name}` : `devlink.ops; ${table}.${name}`

const port_list = "+devlink->lock; devlink.port_list; =devlink.port_list; -devlink->lock"
const list_netdevice =
  "+rtnl_mutex; uevents; smp_store_release uevents; wake_up udev's socket; =eth0.reg_state; set_bit eth0.state; " +
  "refcount_inc eth0->refcnt; " +
  "dev_base_head; " +
  "smp_store_release dev_base_head; READ_ONCE netdev_chain.head; -rtnl_mutex"
const unregister_netdev = "+rtnl_mutex; dev_base_head; smp_store_release dev_base_head; =eth0.reg_state; " +
  "READ_ONCE netdev_chain.head; uevents; smp_store_release uevents; wake_up udev's socket; " +
  "refcount_dec_and_test eth0->refcnt; -rtnl_mutex; =eth0.reg_state; await eth0->refcnt"

const notify = (design: Design, table?: string) =>
  `test_bit devlinks.REGISTERED; devlink.reload_failed; ${member(design, "reload_actions", table)};
   ${design === "copied-struct" ? "devlink.ops" : table ?? "nsim_dev_devlink_ops"}.reload_limits; devlink._net`

/** devlink_register(): the assertion came with v2 and v4. */
const register = (design: Design, table?: string) =>
  `${design === "static-const" ? "" : "test_bit devlinks.REGISTERED"}
   +devlink_mutex; set_bit devlinks.REGISTERED; ${notify(design, table)}; -devlink_mutex`

const pre_doit = "+cb_lock; +genl_mutex; +devlink_mutex; READ_ONCE devlinks.REGISTERED; " +
  "smp_load_acquire devlinks[0]; refcount_inc_not_zero devlink->refcount"
const post_doit = "refcount_dec_and_test devlink->refcount; -devlink_mutex; -genl_mutex; -cb_lock"
const flash_notify = "test_bit devlinks.REGISTERED"
const dev_ethtool = "+rtnl_mutex; dev_base_head; test_bit eth0.state"
const drop_rtnl = "refcount_inc eth0->refcnt; -rtnl_mutex"
const take_rtnl = "+rtnl_mutex; refcount_dec_and_test eth0->refcnt; -rtnl_mutex"

const compat = (command: EthtoolRequest["command"]) =>
  function* ethtool() {
    const { dev_ioctl } = yield* Ethtool
    yield* dev_ioctl({ command, ifname, file: "fw.bin" })
  }

describe.each(designs)("with %s, the steps are in order of", (design) => {
  it("devlink_nl_cmd_flash_update()", () => {
    const steps = user(design, function* flash() {
      const { genl_rcv_msg } = yield* Devlink
      yield* genl_rcv_msg({ command: "DEVLINK_CMD_FLASH_UPDATE", address, file: "fw.bin" })
    })
    const supported = member(design, "supported_flash_update_params").split("; ").at(-1)
    assert.deepStrictEqual(
      steps,
      words(`${pre_doit}; +devlink->lock; ${member(design, "flash_update")}; ${supported};
        ${flash_notify}; ${member(design, "flash_update")}; ${flash_notify}; -devlink->lock; ${post_doit}`)
    )
  })

  it("devlink_nl_cmd_reload(), which is NO_LOCK", () => {
    const steps = user(design, function* reload() {
      const { genl_rcv_msg } = yield* Devlink
      yield* genl_rcv_msg({ command: "DEVLINK_CMD_RELOAD", address })
    })
    const supported = {
      "static-const": "devlink.ops; nsim_dev_devlink_ops.reload_down; nsim_dev_devlink_ops.reload_up",
      "copied-struct": "devlink.ops.reload_down; devlink.ops.reload_up",
      "caps-mask": "devlink.features"
    }[design]
    assert.deepStrictEqual(
      steps,
      words(`${pre_doit}; ${supported}; ${member(design, "reload_actions")};
        ${design === "static-const" ? "devlink.reload_enabled" : ""}
        ${member(design, "reload_down")}
        netdevsim->ports; =netdevsim->ports; ${unregister_netdev}; kfree eth0; ${port_list}; kfree port
        ${member(design, "reload_up")}
        =port.attrs; =port.devlink; ${port_list}; ${list_netdevice}; =netdevsim->ports
        devlink.reload_failed; ${post_doit}`)
    )
  })

  it("devlink_compat_flash_update()", () => {
    assert.deepStrictEqual(
      user(design, compat("ETHTOOL_FLASHDEV")),
      words(`${dev_ethtool}; ${drop_rtnl}; port.devlink; ${member(design, "flash_update")};
        +devlink->lock; ${flash_notify}; ${member(design, "flash_update")}; ${flash_notify}; -devlink->lock
        ${take_rtnl}`)
    )
  })

  it("devlink_compat_running_version()", () => {
    assert.deepStrictEqual(
      user(design, compat("ETHTOOL_GDRVINFO")),
      words(`${dev_ethtool}; ${drop_rtnl}; port.devlink; ${member(design, "info_get")};
        +devlink->lock; ${member(design, "info_get")}; -devlink->lock; ${take_rtnl}`)
    )
  })

  it("nsim_drv_remove(), with devlink_unregister() and devlink_free()", () => {
    const disable = "+devlink_mutex; =devlink.reload_enabled; -devlink_mutex"
    assert.deepStrictEqual(
      user(design, remove),
      words(`${design === "static-const" ? disable : "test_bit devlinks.REGISTERED"}
        refcount_dec_and_test devlink->refcount; complete devlink->comp; wait_for_completion devlink->comp
        +devlink_mutex; ${notify(design)}; clear_bit devlinks.REGISTERED; -devlink_mutex
        netdevsim->ports; =netdevsim->ports; ${unregister_netdev}; kfree eth0; ${port_list}; kfree port
        clear_bit devlinks.REGISTERED; WRITE_ONCE devlinks[0]; kfree devlink`)
    )
  })

  it("nsim_drv_probe(): port, netdev, then register", () => {
    const late = {
      "static-const": "",
      "copied-struct": "",
      "caps-mask": "test_bit devlinks.REGISTERED; devlink.ops; nsim_dev_devlink_ops.reload_down; " +
        "nsim_dev_devlink_ops.reload_up; =devlink.features"
    }[design]
    const enable = design === "static-const" ? "+devlink_mutex; =devlink.reload_enabled; -devlink_mutex" : ""
    const steps = stepsOf(design, "main", () => probe(netdevsim))
    assert.deepStrictEqual(
      steps.slice(steps.indexOf("=port.attrs")),
      words(`=port.attrs; =port.devlink; ${port_list}; ${list_netdevice}; =netdevsim->ports
        ${late}; WRITE_ONCE nsim_dev->esw_mode; ${register(design)}; ${enable}`)
    )
  })

  it("nfp_net_pci_probe(): port and netdev under pf->lock, then register", () => {
    const steps = stepsOf(design, "main", () => probe(nfp))
    assert.deepStrictEqual(
      steps.slice(steps.indexOf("+pf->lock")),
      words(
        `+pf->lock; =port.attrs; =port.devlink; ${port_list}; ${list_netdevice}; =nfp->ports; -pf->lock; ${
          register(design, "nfp_devlink_ops")
        }`
      )
    )
  })

  it("probe_one() of mlx5: up, ops, the parameter, port, netdev under intf_state_mutex, then register", () => {
    const late = {
      "static-const": "",
      "copied-struct": `test_bit devlinks.REGISTERED;
        ${["actions", "down", "limits", "up"].map((name) => merge(`devlink.ops.reload_${name}`)).join(";")}`,
      "caps-mask": `test_bit devlinks.REGISTERED; devlink.ops; mlx5_devlink_ops.reload_down; mlx5_devlink_ops.reload_up;
        =devlink.features`
    }[design]
    const enable = design === "static-const" ? "+devlink_mutex; =devlink.reload_enabled; -devlink_mutex" : ""
    const steps = stepsOf(design, "main", () => probe(mlx5))
    const parameter = design === "copied-struct"
      ? "devlink.ops.reload_down; devlink.ops.reload_up"
      : "devlink.ops; mlx5_devlink_ops.reload_down; mlx5_devlink_ops.reload_up"
    assert.deepStrictEqual(
      steps.slice(steps.indexOf("+mlx5->intf_state_mutex")),
      words(`+mlx5->intf_state_mutex; WRITE_ONCE mlx5->intf_state; ${late}; ${parameter}
        =port.attrs; =port.devlink; ${port_list}; ${list_netdevice}; =mlx5->ports;
        -mlx5->intf_state_mutex; ${register(design, "mlx5_devlink_ops")}; ${enable}`)
    )
  })

  it("mlx5_devlink_reload_down() and _up(), under intf_state_mutex", () => {
    const steps = stepsOf(design, "user", function* main() {
      yield* probe(mlx5)
      yield* task("user", function* reload() {
        const { genl_rcv_msg } = yield* Devlink
        yield* genl_rcv_msg({ command: "DEVLINK_CMD_RELOAD", address: mlx5.address })
      })
    })
    assert.deepStrictEqual(
      steps.slice(steps.indexOf("+mlx5->intf_state_mutex")),
      words(`+mlx5->intf_state_mutex; WRITE_ONCE mlx5->intf_state; -mlx5->intf_state_mutex
        ${member(design, "reload_up", "mlx5_devlink_ops")}
        +mlx5->intf_state_mutex; WRITE_ONCE mlx5->intf_state; -mlx5->intf_state_mutex
        devlink.reload_failed; ${post_doit}`)
    )
  })

  it("mlx5e_flash_device(), which drops rtnl too", () => {
    const steps = stepsOf(design, "user", function* main() {
      yield* probe(mlx5)
      yield* task("user", function* ethtool() {
        const { dev_ioctl } = yield* Ethtool
        yield* dev_ioctl({ command: "ETHTOOL_FLASHDEV", ifname: mlx5.ifname, file: "fw.mfa2" })
      })
    })
    assert.deepStrictEqual(steps, words(`${dev_ethtool}; ${drop_rtnl}; ${take_rtnl}`))
  })
})

describe("devlink_alloc_ns()", () => {
  it("stores the instance in the xarray before it stores the pointer to its ops", () => {
    const steps = stepsOf("static-const", "main", () => probe(netdevsim))
    assert.deepStrictEqual(
      steps.slice(0, 3),
      words("atomic_fetch_add devlinks.next; smp_store_release devlinks[0]; =devlink.ops")
    )
  })
})
