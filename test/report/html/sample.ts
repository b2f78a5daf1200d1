/** A report with one of everything the page shows, and with names that try to be markup. */
import * as F from "../fixtures.ts"

export const evil = "</script><script>window.broken=1</script><img src=x onerror=\"window.broken=1\">"
const objects = [{ name: "x", value: "0" }, { name: "y", value: "0" }]
const race = F.finding({
  kind: "data-race",
  title: `a race ${evil}`,
  tasks: [evil, "writer", "reader"],
  steps: F.steps(
    {
      task: 1,
      text: "x = 1",
      object: "x",
      was: "0",
      instead: [2],
      changes: [{ object: 0, value: "1" }],
      in: "writer:5"
    },
    {
      task: 1,
      text: "y = 2",
      object: "y",
      was: "0",
      instead: [2],
      changes: [{ object: 1, value: "2" }],
      in: "writer:6"
    },
    { task: 2, text: "x", object: "x", value: "1", after: [0], by: ["reads-from"], instead: [1], in: "reader:9" },
    {
      task: 2,
      text: "y = 7",
      object: "y",
      was: "2",
      after: [1],
      by: ["overwrites"],
      instead: [],
      in: "reader:10",
      changes: [{ object: 1, value: "7" }]
    }
  ),
  because: [{ tag: "unordered", a: 0, b: 2, object: "x", plain: [0, 2] }],
  pending: [F.waiting(1, "store", evil, "writer:7")]
})
const compared = {
  ...race,
  trace: { ...race.trace, objects },
  alternatives: [
    {
      at: 0,
      after: 0,
      token: "hd1-3f9c2a10-AQA",
      found: [],
      steps: [["reader", "x", "0"], ["reader", "y = 7"], ["writer", "x = 1"], [evil, "y = 2"]].map((
        [task, text, value]
      ) => ({
        task: task!,
        text: text!,
        ...(value === undefined ? {} : { value })
      })),
      count: 4
    },
    {
      at: 1,
      after: 0,
      token: "hd1-3f9c2a10-AgA",
      found: ["data-race" as const],
      steps: [{ task: "reader", text: "x", value: "1" }],
      count: 1
    }
  ],
  comparisons: [{
    design: `locked ${evil}`,
    kernel: "",
    shape: "",
    token: "hd1-000000-",
    found: [],
    pairs: [{ a: null, b: 0 }, { a: 0, b: 1 }, { a: 1, b: 2 }],
    stopped: { at: 2, why: "waits" as const, task: "reader" },
    trace: {
      ...race.trace,
      steps: F.steps(
        { task: 1, text: "mutex_lock(lock)", in: "writer:4" },
        { task: 1, text: "x = 1", in: "writer:5" },
        { task: 1, text: "y = 2", in: "writer:6" }
      ),
      blocked: [{ ...F.waiting(2, "mutex_lock", "lock", "reader:8"), holder: 1 }],
      pending: []
    }
  }]
}
const tree = {
  choices: ["main", evil, "reader"],
  executions: [
    { runs: [0, 1, 1, 2, 2, 2], kinds: ["data-race" as const] },
    { runs: [0, 1, 1, 1, 2, 1, 1, 1], kinds: [] },
    { runs: [0, 1, 2, 2, 1, 2], kinds: [] }
  ]
}
const many = F.finding({
  kind: "assertion",
  title: "many steps",
  tasks: ["main", "only"],
  steps: F.steps(...Array.from({ length: 10_000 }, (_, i) => ({
    task: i % 2,
    text: `n = ${i + 1}`,
    object: "n",
    was: String(i),
    after: i === 0 ? [] : [i - 1]
  })))
})
const explained = {
  ...F.torn,
  minimised: { from: { steps: 59, preemptions: 1, tasks: 3 }, executions: 44, proven: "whole" as const },
  noReturn: 1,
  shares: { exhaustive: true, samples: 8, at: [{ step: 1, failing: 8, total: 8 }] },
  remedies: { tried: [{ tag: "lock" as const, count: 24 }], pairs: 12, triples: 0, exhaustive: true, found: [] }
}
const bounded = { exhaustive: false, bounds: ["4 executions"] }
const crowded = F.finding({
  kind: "deadlock",
  title: "many tasks",
  tasks: Array.from({ length: 30 }, (_, i) => `task ${i}`),
  steps: F.steps(...Array.from({ length: 30 }, (_, i) => ({ task: i, text: `n = ${i}` })))
})
export const report = F.report([
  F.result({ scenario: "a/safe" }),
  F.result({ scenario: `b/${evil}`, verdict: "data-race", declared: ["data-race"], findings: [compared], tree }),
  F.result({ scenario: "c/long", verdict: "assertion", asDeclared: false, findings: [many], ...bounded }),
  F.result({ scenario: "d/torn", verdict: "torn-read", declared: ["torn-read"], findings: [explained] }),
  F.result({ scenario: "e/untried", verdict: "data-race", declared: ["data-race"], findings: [race] }),
  F.result({ scenario: "f/crowded", verdict: "deadlock", declared: ["deadlock"], findings: [crowded] }),
  F.result({ scenario: "g/folded", verdict: "data-race", declared: ["data-race"], findings: [F.long] })
])
