/**
 * Results made by hand, as plain data: what the reports are tested on, whatever the engine does.
 */
import type { Report } from "../../src/report/schema.ts"
import type { CellResult, Finding, Frame, Reason, TraceStep, Waiting } from "../../src/sim/result.ts"

/** Innermost first, from `"inner:12 outer:40"`. */
export const frames = (text: string, file = "src/scenarios/kernel/devlink.ts"): ReadonlyArray<Frame> =>
  text.split(" ").filter((part) => part !== "").map((part) => {
    const [fn, line] = part.split(":")
    return { fn: fn!, file, line: Number(line), column: 5 }
  })

export type Draft = Partial<TraceStep> & { readonly task: number; readonly text: string; readonly in?: string }

/** Steps numbered in order. */
export const steps = (...drafts: ReadonlyArray<Draft>): ReadonlyArray<TraceStep> =>
  drafts.map(({ in: at = "", ...draft }, index) =>
    Object.assign({
      index,
      op: /^(\w+)\(/.exec(draft.text)?.[1] ?? (draft.value === undefined ? "store" : "load"),
      object: draft.text.replace(/^\w+\(&?|[,) ].*$/g, ""),
      note: false,
      frames: frames(at),
      role: "",
      after: []
    }, draft)
  )

export const waiting = (task: number, op: string, object: string, at: string): Waiting => ({
  task,
  op,
  object,
  frames: frames(at)
})

interface Execution {
  readonly kind: Finding["kind"]
  readonly title: string
  readonly tasks: ReadonlyArray<string>
  readonly steps: ReadonlyArray<TraceStep>
  readonly because?: ReadonlyArray<Reason>
  readonly blocked?: ReadonlyArray<Waiting & { readonly holder?: number }>
  readonly pending?: ReadonlyArray<Waiting>
  readonly preemptions?: number
}

export const finding = (execution: Execution): Finding => ({
  kind: execution.kind,
  key: `${execution.kind}:${execution.title}`,
  title: execution.title,
  token: "hd1-3f9c2a10-MgE",
  tasks: execution.tasks,
  because: execution.because ?? [],
  trace: {
    tasks: execution.tasks.map((name) => ({ name })),
    steps: execution.steps,
    blocked: execution.blocked ?? [],
    pending: execution.pending ?? []
  },
  preemptions: execution.preemptions ?? 1
})

export const result = (draft: Partial<CellResult> & { readonly scenario: string }): CellResult => ({
  design: "",
  kernel: "",
  shape: "",
  memory: "SC",
  provenance: "",
  declared: [],
  why: "",
  verdict: "verified",
  asDeclared: true,
  exhaustive: true,
  assumptions: [],
  bounds: [],
  stats: { executions: 4, traces: 4, redundant: 0, steps: 40, stepsLongest: 10, tasks: 3 },
  findings: [],
  reached: [],
  unreached: [],
  ...draft
})

export const report = (results: ReadonlyArray<CellResult>, options: Partial<Report["options"]> = {}): Report => ({
  format: "heddle.result",
  version: 1,
  tool: { version: "0.1.0" },
  options: {
    strategy: "dpor",
    preemptions: null,
    executions: null,
    steps: null,
    timeMillis: null,
    seed: 1,
    mutation: true,
    ...options
  },
  results
})

/** A window in which a reader sees half an update. */
export const torn = finding({
  kind: "torn-read",
  title: "torn-read in devlink_nl_info_get_doit / nsim_probe",
  tasks: ["main", "nsim_probe", "devlink dev info"],
  steps: steps(
    { task: 1, text: "WRITE_ONCE(dl.registered, 1)", was: "0", in: "devlink_register:57 nsim_probe:12" },
    { task: 1, text: "fw.major = 22", was: "0", in: "nsim_probe:14", role: "first-store" },
    { task: 2, text: "smp_load_acquire(&dl.registered)", value: "1", in: "devlink_nl_pre_doit:80", after: [0] },
    { task: 2, text: "fw.major", value: "22", in: "devlink_nl_info_get_doit:91", role: "read", after: [1] },
    { task: 2, text: "fw.minor", value: "0", in: "devlink_nl_info_get_doit:92", role: "read" }
  ),
  because: [
    {
      tag: "torn",
      record: "fw",
      fields: [{ field: "major", value: "22", step: 1 }, { field: "minor", value: "0", step: null }]
    },
    { tag: "window", record: "fw", first: 1, last: null, read: 3 },
    { tag: "reads-from", read: 2, write: 0, object: "dl.registered", value: "1" }
  ],
  pending: [waiting(1, "store", "fw.minor", "nsim_probe:15")]
})

/** Two tasks, two mutexes. */
export const deadlock = finding({
  kind: "deadlock",
  title: "deadlock of mutex a and mutex b",
  tasks: ["main", "first", "second"],
  steps: steps(
    { task: 1, text: "mutex_lock(a)", op: "mutex_lock", in: "first:7", role: "holds" },
    { task: 2, text: "mutex_lock(b)", op: "mutex_lock", in: "second:13", role: "holds" }
  ),
  blocked: [
    { ...waiting(1, "mutex_lock", "b", "first:8"), holder: 2 },
    { ...waiting(2, "mutex_lock", "a", "second:14"), holder: 1 }
  ],
  pending: [waiting(0, "join", "first", "main:20")]
})

/** One that nobody can wake, one that waits for itself. */
export const waits = finding({
  kind: "deadlock",
  title: "deadlock on completion done",
  tasks: ["main", "waiter", "relocker", "waker"],
  steps: steps({ task: 2, text: "mutex_lock(a)", op: "mutex_lock", in: "relocker:13", role: "holds" }),
  blocked: [waiting(1, "wait_for_completion", "done", "waiter:8"), {
    ...waiting(2, "mutex_lock", "a", "relocker:14"),
    holder: 2
  }],
  because: [
    { tag: "waits", task: 1, op: "wait_for_completion", object: "done", holder: null, wakers: [] },
    { tag: "waits", task: 2, op: "mutex_lock", object: "a", holder: 2, wakers: [] },
    { tag: "waits", task: 3, op: "await", object: "state", holder: null, wakers: [1, 2] }
  ]
})

/** Long enough to be folded, with long texts and deep calls. */
export const long = finding({
  kind: "hijacked-call",
  title: "hijacked-call of devlink.ops.flash_update in devlink_compat_flash_update",
  tasks: ["main", "nsim_probe", "ethtool -f"],
  steps: steps(
    { task: 0, text: "net.registered = 1", was: "0", in: "setup:5" },
    ...Array.from({ length: 30 }, (_, i) => ({
      task: 1,
      text: `devlink.ops.member_${i} = nsim_member_${i}`,
      was: "NULL",
      object: `devlink.ops.member_${i}`,
      in: "devlink_ops_merge:33 devlink_set_ops:44 nsim_drv_probe:120"
    })),
    {
      task: 1,
      text: "devlink.ops.flash_update = attacker_controlled_function_with_a_long_name",
      was: "nsim_dev_flash_update",
      object: "devlink.ops.flash_update",
      role: "store",
      in: "devlink_ops_merge:35 devlink_set_ops:44 nsim_drv_probe:120"
    },
    {
      task: 2,
      text: "mutex_lock(rtnl_mutex)",
      op: "mutex_lock",
      object: "rtnl_mutex",
      in: "rtnl_lock:9 dev_ethtool:70"
    },
    {
      task: 2,
      text: "devlink->ops->flash_update",
      value: "attacker_controlled_function_with_a_long_name",
      object: "devlink.ops.flash_update",
      role: "call",
      after: [31],
      in: "devlink_compat_flash_update:210 ethtool_flash_device:150 dev_ethtool:71"
    },
    {
      task: 2,
      text: "mutex_unlock(rtnl_mutex)",
      op: "mutex_unlock",
      object: "rtnl_mutex",
      in: "rtnl_unlock:11 dev_ethtool:72"
    }
  ),
  because: [
    {
      tag: "pointer",
      object: "devlink.ops.flash_update",
      value: "attacker_controlled_function_with_a_long_name",
      step: 31,
      task: 1
    },
    { tag: "says", message: "the caller runs whatever the pointer holds" }
  ],
  preemptions: 2
})

/** More tasks than columns. */
export const crowd = finding({
  kind: "data-race",
  title: "data-race on shared counter",
  tasks: ["main", "alpha", "beta", "gamma with a name that is much too long for its place", "delta", "epsilon"],
  steps: steps(
    ...[1, 2, 3, 4].map((task) => ({
      task,
      text: `counter = ${task}`,
      was: `${task - 1}`,
      object: "counter",
      in: `body${task}:${task}0`
    })),
    { task: 5, text: "counter = 9", was: "4", object: "counter", role: "racing", in: "last:99" },
    { task: 1, text: "counter", value: "9", object: "counter", role: "racing", in: "body1:11" }
  ),
  because: [{ tag: "unordered", a: 4, b: 5, object: "counter", plain: [4, 5] }]
})

/** Names that try to write on the terminal. */
export const hostile = finding({
  kind: "assertion",
  title: "assertion \u001b[2J\u001b[1;1Hall is well\u0007",
  tasks: ["ma\u001b[31min", "a\nb", "c\u202edetrever"],
  steps: steps(
    { task: 1, text: "x\u001b]0;title\u0007 = 1", was: "\u00090", in: "f\u001b[1m:3", role: "racing" },
    { task: 2, text: "漢字 = 2", was: "1", in: "ファイル:4", role: "racing" }
  ),
  because: [{ tag: "says", message: "line one\nline \u009b31mtwo" }]
})

/** One of each standing, over several scenarios. */
export const matrix: ReadonlyArray<CellResult> = [
  ...(["static-const", "copied-struct", "caps-mask"] as const).map((design) =>
    result({
      scenario: "devlink/compat-flash-during-probe",
      design,
      kernel: "netnext-2021-10",
      shape: "netdevsim",
      provenance: design === "copied-struct" ? "as-permitted" : "as-posted",
      ...(design === "copied-struct"
        ? {
          declared: ["torn-read", "data-race"],
          verdict: "torn-read",
          findings: [torn, { ...crowd, title: "data race" }]
        }
        : { protections: [["devlink_mutex"], ["rtnl_mutex", "compat: dev_hold"]] }),
      stats: { executions: 12_345, traces: 12_001, redundant: 344, steps: 99, stepsLongest: 9, tasks: 3 }
    })
  ),
  result({
    scenario: "devlink/reload-vs-info",
    design: "static-const",
    kernel: "netnext-2021-10",
    shape: "mlx5",
    provenance: "counterfactual",
    verdict: "deadlock",
    asDeclared: false,
    findings: [deadlock]
  }),
  result({
    scenario: "devlink/reload-vs-info",
    design: "copied-struct",
    kernel: "netnext-2021-10",
    shape: "mlx5",
    provenance: "counterfactual",
    declared: ["torn-read"],
    asDeclared: false,
    assumptions: ["timers end in deadline order"]
  }),
  result({
    scenario: "devlink/reload-vs-info",
    design: "caps-mask",
    kernel: "netnext-2021-10",
    shape: "mlx5",
    provenance: "counterfactual",
    verdict: "no-finding",
    exhaustive: false,
    bounds: ["2 preemptions", "10000 executions", "30 s"]
  }),
  result({
    scenario: "devlink/vacuous",
    design: "caps-mask",
    kernel: "netnext-2021-10",
    shape: "nfp",
    provenance: "as-posted",
    protections: [],
    unreached: ["the compat path read ops"]
  }),
  result({
    scenario: "devlink/broken",
    design: "caps-mask",
    kernel: "netnext-2021-10",
    shape: "nfp",
    provenance: "as-posted",
    verdict: "no-finding",
    asDeclared: false,
    exhaustive: false,
    error: { kind: "outside", message: "task probe waits on something outside the machine\nafter step 3: use await" }
  })
]
