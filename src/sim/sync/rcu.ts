/**
 * RCU: read sections, and grace periods that wait for those which have begun before.
 *
 * A grace period is two steps: its start notes the sections that are open, its end waits until they
 * are closed. Sections never conflict with each other; the ends of a grace period conflict with all.
 * call_rcu() does not wait: a task of its own does, and then runs the callback.
 */
import type * as Effect from "effect/Effect"
import { ACQUIRE, ACQUIRE_SHARED, JOIN, READ, RELEASE, RELEASE_SHARED, WRITE } from "../effects.ts"
import { Local } from "../local.ts"
import type { Machine } from "../machine.ts"
import { SimObject } from "../object.ts"
import { nothing, type Operation, Step } from "../step.ts"
import type { Requires, Task } from "../task.ts"
import type { Body } from "./deferred.ts"

interface Section {
  readonly task: Task
}
/** Who waits: the task itself, or the callback that it has left behind. */
type Owner = Task | Callback

/** What call_rcu was given. */
interface Callback {
  readonly name: string
  readonly body: Body
  /** The grace period is one of the protections in force. */
  readonly waits: boolean
}
interface Grace {
  readonly owner: Owner
  readonly waitsFor: ReadonlyArray<Section>
}
interface Domain {
  readonly sections: ReadonlyArray<Section>
  readonly graces: ReadonlyArray<Grace>
}

/** An RCU domain. */
export class Rcu extends SimObject {
  private readonly waits: boolean
  private readonly reads: boolean
  constructor(machine: Machine, name: string) {
    super(machine, name, { sections: [], graces: [] } satisfies Domain)
    this.waits = machine.protection(`grace period of ${name}`)
    this.reads = machine.protection(`read sections of ${name}`)
  }
  /** Step: rcu_read_lock. Sections of one task nest. */
  get readLock(): Step<void> {
    return new Step(this.reads ? readLock : noSection, this)
  }
  /** Step: rcu_read_unlock. */
  get readUnlock(): Step<void> {
    return new Step(this.reads ? readUnlock : noSection, this)
  }
  /** Two steps: synchronize_rcu. */
  get synchronize(): Generator<Effect.Effect<void>, void, any> {
    return synchronize(this, this.waits)
  }
  /**
   * Step: call_rcu. Goes on at once; the callback runs in a task `rcu: <name>` once a grace period has passed.
   *
   * @example
   * yield* domain.call("free", function* freeLater() { yield* free(block) })
   */
  call<B extends Body>(name: string, body: B): Effect.Effect<void, never, Requires<B>> {
    return new Step<void>(callStart, this, { name, body, waits: this.waits } satisfies Callback) as Effect.Effect<any>
  }
}

function* synchronize(domain: Rcu, on: boolean): Generator<Effect.Effect<void>, void, any> {
  if (!on) return
  yield* new Step<void>(graceStart, domain)
  yield* new Step<void>(graceEnd, domain)
}

function* callback(domain: SimObject, owner: Callback): Generator<any, void, any> {
  if (owner.waits) yield* new Step<void>(graceEnd, domain, owner)
  yield* owner.body()
}

/** Creates an RCU domain. */
export const rcu = (name = "rcu"): Effect.Effect<Rcu> => new Local((machine) => new Rcu(machine, name))

const source = "LKMM 6.1, explanation.txt, RCU RELATIONS: the grace-period guarantee"
const readLock: Operation = {
  name: "rcu_read_lock",
  access: "none",
  apply(domain, _, task) {
    const { graces, sections } = domain.state as Domain
    domain.state = { sections: [...sections, { task }], graces }
    return READ | ACQUIRE
  },
  outcomes: [{ when: "", effects: READ | ACQUIRE }],
  source
}
const readUnlock: Operation = {
  name: "rcu_read_unlock",
  access: "none",
  apply(domain, _, task) {
    const { graces, sections } = domain.state as Domain
    const closed = sections.findLast((section) => section.task === task)
    if (closed === undefined) {
      task.machine.fault = { kind: "assertion", message: `rcu_read_unlock by ${task.name} outside a read section` }
      return READ
    }
    const open = (section: Section) => section !== closed
    domain.state = {
      sections: sections.filter(open),
      graces: graces.map(({ owner, waitsFor }) => ({ owner, waitsFor: waitsFor.filter(open) }))
    }
    return READ | RELEASE_SHARED
  },
  outcomes: [{ when: "", effects: READ | RELEASE_SHARED }, { when: "closes no section", effects: READ }],
  source
}
const graceStart: Operation = {
  name: "synchronize_rcu",
  access: "none",
  apply(domain, _, task) {
    const { graces, sections } = domain.state as Domain
    domain.state = { sections, graces: [...graces, { owner: task, waitsFor: sections }] }
    return WRITE | RELEASE | JOIN
  },
  outcomes: [{ when: "", effects: WRITE | RELEASE | JOIN }],
  source
}
const callStart: Operation = {
  name: "call_rcu",
  access: "none",
  show: ({ name }: Callback) => name,
  apply(domain, owner: Callback) {
    if (!owner.waits) return WRITE
    const { graces, sections } = domain.state as Domain
    domain.state = { sections, graces: [...graces, { owner, waitsFor: sections }] }
    return WRITE
  },
  after(domain, owner: Callback, task) {
    task.machine.creator = task
    task.machine.spawn(task, `rcu: ${owner.name}`, () => callback(domain, owner), false)
  },
  outcomes: [{ when: "", effects: WRITE }],
  source: "kernel/rcu/tree.c, call_rcu(): the callback waits for the sections that are open now"
}
const graceEnd: Operation = {
  name: "end of grace period",
  access: "none",
  enabled: (domain, caller: Callback | undefined, task) =>
    (domain.state as Domain).graces.every((g) => g.owner !== (caller ?? task) || g.waitsFor.length === 0),
  show: () => "",
  apply(domain, caller: Callback | undefined, task) {
    const { graces, sections } = domain.state as Domain
    domain.state = { sections, graces: graces.filter((grace) => grace.owner !== (caller ?? task)) }
    return WRITE | ACQUIRE_SHARED
  },
  outcomes: [{ when: "", effects: WRITE | ACQUIRE_SHARED }],
  source
}

/** A read section that mutation has taken away. */
const noSection: Operation = { ...readLock, apply: () => 0, outcomes: nothing }

/** Every operation of RCU, for the table of operations. */
export const operations: ReadonlyArray<Operation> = [readLock, readUnlock, graceStart, callStart, graceEnd]
