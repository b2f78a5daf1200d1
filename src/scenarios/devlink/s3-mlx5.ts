/**
 * S3: mlx5 as posted in v2 4/5, where devlink_set_ops() runs before any netdev exists.
 *
 * mlx5 has a flash path and a version string of its own, so ethtool never reaches devlink and the
 * posted cells alone prove little. The twin has neither: both compat paths lead into devlink, and
 * flash and info are handed over late together with reload. No such driver was posted; the rules of
 * each API permit it. If the order alone makes it clean, the twin is clean too, and turning the order
 * round is not.
 */
import { choose, reached } from "../../sim/choice.ts"
import { scenario } from "../../sim/scenario.ts"
import { task } from "../../sim/task.ts"
import { flashed, ifname, mlx5, mlx5Compat, probe_one } from "../drivers/mlx5.ts"
import { Ethtool } from "../kernel/ethtool.ts"
import { cells, over } from "../matrix.ts"

type Shape = "mlx5" | "mlx5-compat"

/** Reached when the netdev is found, whatever path the request takes from there. */
const served = "ethtool's request is served"

const posted =
  "mlx5e's own .flash_device and fw_version answer ethtool: no other task reads a devlink op here, and what the " +
  "cell rests on says little about ops (see the twin)"
const twin = (how: string) =>
  "everything is in place before mlx5e's netdev is registered, and mlx5 says MLX5_INTERFACE_STATE_UP before that: " +
  how

export default scenario("devlink/s3-mlx5", {
  question: `Is devlink_set_ops() clean in the driver it was written for?
Romanovsky: "This allows us to set specific ops based on device property which is not known at the
beginning of driver initialization"; mlx5 learns from its firmware whether it is a multiport slave.
Kicinski: "Are you talking about reality or the bright future brought by auxbus?" mlx5 is that
future: its netdevs come from an auxiliary driver, here one that is bound already.`,
  reaches: [served, flashed],
  cells: cells<Shape>("netnext-2021-10", [
    { design: "static-const", shape: "mlx5", provenance: "as-posted", declared: "verified", why: posted },
    { design: "copied-struct", shape: "mlx5", provenance: "as-posted", declared: "verified", why: posted },
    { design: "caps-mask", shape: "mlx5", provenance: "as-posted", declared: "verified", why: posted },
    {
      design: "static-const",
      shape: "mlx5-compat",
      provenance: "as-permitted",
      declared: "verified",
      why: twin("const ops need nothing more")
    },
    {
      design: "copied-struct",
      shape: "mlx5-compat",
      provenance: "as-permitted",
      declared: "verified",
      why: twin(
        "the stores of devlink_set_ops() come before rtnl_unlock() in register_netdev(), ethtool's loads after its " +
          "rtnl_lock()"
      )
    },
    {
      design: "caps-mask",
      shape: "mlx5-compat",
      provenance: "as-permitted",
      declared: "verified",
      why: twin("and ethtool reads no feature bit")
    },
    ...over(["shared-table", "second-table"], ["mlx5"], { provenance: "as-posted", declared: "verified", why: posted }),
    ...over(["copied-struct-memcpy", "copied-struct-release", "second-table"], ["mlx5-compat"], {
      provenance: "counterfactual",
      declared: "verified",
      why: twin("how the words get there does not matter when nobody can look yet")
    }),
    ...over(["fine-grained-caps", "fine-grained-caps-plain"], ["mlx5-compat"], {
      provenance: "counterfactual",
      declared: "verified",
      why: twin("and the bits that ethtool asks are set by then")
    }),
    ...over(["callback-check", "registered-check"], ["mlx5-compat"], {
      provenance: "counterfactual",
      declared: "verified",
      why: twin("and nothing is set late")
    })
  ])
}, function* s3({ shape }) {
  yield* task("probe", function* probe() {
    yield* probe_one(shape === "mlx5" ? mlx5 : mlx5Compat)
  })
  yield* task("ethtool", function* ethtool() {
    const { dev_ioctl } = yield* Ethtool
    const wish = yield* choose("--flash", "-i")
    const err = wish === "--flash"
      ? yield* dev_ioctl({ command: "ETHTOOL_FLASHDEV", ifname, file: "fw.mfa2" })
      : yield* dev_ioctl({ command: "ETHTOOL_GDRVINFO", ifname })
    if (err === 0) yield* reached(served)
  })
})
