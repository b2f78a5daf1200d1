/** What would fix a finding: what is found, that it holds, and that what does not hold is not told. */
import { assert, describe, it } from "vitest"
import { remedySentence } from "../../../src/report/remedies.ts"
import { scenarios } from "../../../src/scenarios/index.ts"
import { reached, remedy } from "../../../src/sim/choice.ts"
import { exploreCell } from "../../../src/sim/explore/explore.ts"
import { alloc, free } from "../../../src/sim/memory/heap.ts"
import { call, capability, pointer, ready } from "../../../src/sim/memory/pointer.ts"
import { variable } from "../../../src/sim/memory/variable.ts"
import type { Edit, Remedies, Remedy, Stretch } from "../../../src/sim/remedy/edit.ts"
import type { Finding } from "../../../src/sim/result.ts"
import { type Kind, type Program, type Scenario, scenario } from "../../../src/sim/scenario.ts"
import { mutex, spinlock } from "../../../src/sim/sync/mutex.ts"
import { rcu } from "../../../src/sim/sync/rcu.ts"
import { rwsem } from "../../../src/sim/sync/rwsem.ts"
import { task } from "../../../src/sim/task.ts"
import { explored } from "../searching.ts"

const findingsOf = (name: string, design: string): ReadonlyArray<Finding> => {
  const asked = scenarios.find((one) => one.name === name)!
  return exploreCell(asked, asked.cells.find((cell) => cell.design === design)!, { fix: true }).findings
}

const remediesOf = (name: string, design: string, kind: Kind): Remedies =>
  findingsOf(name, design).find((finding) => finding.kind === kind)!.remedies!

/** A remedy without its places' files, lines and columns. */
const told = ({ edits }: Remedy): string => edits.map((edit) => words(edit)).join(" + ")

const words = (edit: Edit): string => {
  switch (edit.tag) {
    case "order":
      return `order ${edit.object}`
    case "declared":
      return edit.name
    case "move":
      return `${edit.what.text} after ${edit.past.text} in ${edit.past.fn}`
    case "check":
      return `${edit.what.text} not ${edit.skip} ${edit.object} is ${edit.value}`
    case "hold":
      return `hold ${edit.object}: ${edit.found.map(({ text }) => text).join()} .. ${edit.last.text} in ${edit.last.fn}`
    case "rcu":
      return [
        ...(edit.section === undefined ? [] : [`read ${edit.domain}: ${stretch(edit.section)}`]),
        ...(edit.free === undefined ? [] : [`${edit.free.by} before ${edit.free.block} is freed`])
      ].join(", ")
    case "lock":
      return `${edit.form} ${edit.object}${edit.mode === "reading" ? " (reading)" : ""}: ${stretch(edit)}`
  }
}

const stretch = ({ first, last }: Stretch): string => `${first.text} .. ${last.text} in ${first.fn}`

const found = (...asked: Parameters<typeof remediesOf>) => remediesOf(...asked).found.map(told)

describe("what upstream did is among the remedies", () => {
  it("B25: the port is registered before the netdev", () => {
    for (const kind of ["data-race", "assertion"] as const) {
      const [first] = found("races/b25-phys-port-name", "netdev-first", kind)
      assert.strictEqual(first, "register_netdev() after devlink_port_register() in am65_cpsw_nuss_register_ndevs")
    }
  })

  it("B25 in the driver as it was: am65-cpsw registers its netdevs after its ports", () => {
    const asked = scenarios.find(({ name }) => name === "devlink/b25-udev-name")!
    const cell = asked.cells.find(({ kernel, shape }) => kernel === "5.15" && shape === "am65-cpsw")!
    for (const { remedies } of exploreCell(asked, cell, { fix: true }).findings) {
      assert.strictEqual(told(remedies!.found[0]!), "register_netdevs() after register_port() in ")
    }
  })

  it("B28: rtnl is held until the device is ready, and nothing less intrusive holds", () => {
    const [first] = found("races/b28-early-open", "register-netdev", "early-call")
    assert.strictEqual(
      first,
      "later rtnl_mutex: mutex_unlock(rtnl_mutex) .. virtio_device_ready() in virtnet_probe"
    )
  })

  it("B1: the mark is looked at under devlink->lock, and set under it; neither is enough alone", () => {
    const check = "nsim_dev_info_get() not while DEVLINK_REGISTERED is false"
    const widen = "later devlink->lock: mutex_unlock(devlink->lock) .. WRITE_ONCE(DEVLINK_REGISTERED) in nsim_drv_probe"
    const both = found("races/b1-failed-probe", "memory-counted", "early-call")
    assert.include(both, `${check} + ${widen}`)
    assert.notInclude(both, check)
    assert.notInclude(both, widen)
    // With the check in place the other half is a remedy by itself: it was the third commit.
    assert.include(found("races/b1-failed-probe", "memory-counted-check", "lost-function"), widen)
  })
})

describe("the remedies that a textbook names", () => {
  it("a lost update: the lock around load and store", () => {
    for (const design of ["plain", "once"]) {
      const [first] = found("races/lost-update", design, "assertion")
      assert.match(first!, /^around lock: .*counter\)? \.\. .*counter.* in add_one$/)
    }
  })

  it("message passing: release and acquire on the flag, not a mark on the message", () => {
    for (const design of ["plain", "once", "release-only"]) {
      assert.deepStrictEqual(found("races/message-passing", design, "data-race"), ["order flag"])
    }
  })

  it("publishing too early: publish last, and with a release", () => {
    assert.deepStrictEqual(found("races/publish-before-init", "publish-first", "data-race"), [
      "order current + WRITE_ONCE(current) after fill_in() in driver"
    ])
  })

  it("a use after free: RCU on both sides, or a reference that is taken under the lock of the table", () => {
    const [first, second] = found("races/use-after-free", "no-reference", "use-after-free")
    const grace = "synchronize_rcu before device is freed"
    assert.strictEqual(first, `read rcu: locked() .. device.id in user, ${grace}`)
    const reference = "hold device: READ_ONCE(table) .. device.id in user"
    assert.strictEqual(
      second,
      `${reference} + around table.lock: lookup() or remove() .. lookup() or remove() in locked`
    )
  })

  it("half of RCU: the other half, and no more", () => {
    const of = (design: string) => found("races/rcu-free", design, "use-after-free")
    assert.deepStrictEqual(of("no-grace-period"), ["synchronize_rcu before route is freed"])
    assert.deepStrictEqual(of("no-read-section"), ["read rcu: smp_load_acquire(head) .. route.hops in reader"])
  })

  it("a free where nobody may sleep, or inside a read section: it is left to call_rcu", () => {
    const of = (spins: boolean) =>
      explored(function* main() {
        const [section, lock] = [yield* rcu(), yield* spinlock("lock")]
        const route = yield* alloc("route", { hops: 3 })
        const head = yield* variable<typeof route | null>("head", route)
        yield* task("reader", function* reader() {
          yield* section.readLock
          const known = yield* head.loadAcquire
          if (known !== null) yield* known.hops.load
          yield* section.readUnlock
        })
        yield* task("updater", function* updater() {
          yield* spins ? lock.lock : section.readLock
          yield* head.storeRelease(null)
          yield* free(route)
          yield* spins ? lock.unlock : section.readUnlock
        })
      }, { fix: true }).findings[0]!.remedies!.found.map(told)
    for (const spins of [true, false]) assert.strictEqual(of(spins)[0], "call_rcu before route is freed")
  })

  it("readers of a semaphore that write: they are writers", () => {
    const { findings } = explored(function* main() {
      const [counter, sem] = [yield* variable("counter", 0), yield* rwsem("sem")]
      const adding = function* add() {
        yield* sem.downRead
        yield* counter.writeOnce((yield* counter.readOnce) + 1)
        yield* sem.upRead
      }
      for (const name of ["one", "two"]) yield* task(name, adding)
      yield* counter.await((count) => count === 2)
    }, { fix: true })
    assert.strictEqual(told(findings[0]!.remedies!.found[0]!), "upgraded sem: down_read(sem) .. up_read(sem) in add")
  })

  it("two locks in two orders: one of them is taken first by both", () => {
    const [first] = found("races/abba-deadlock", "source-first", "deadlock")
    assert.strictEqual(first, "ahead a.lock: mutex_lock(a.lock or b.lock) .. mutex_lock(b.lock or a.lock) in move")
  })

  it("a lock taken twice: the inner function does without", () => {
    const all = found("races/self-deadlock", "nested", "deadlock")
    assert.deepStrictEqual(all, ["inside devlink->lock: port_unregister() .. port_unregister() in reload_port"])
  })

  it("a loop that polls: the flag is raised before the turn is given away", () => {
    assert.deepStrictEqual(found("races/peterson", "turn-then-flag", "assertion"), [
      "smp_store_release(turn) after smp_store_release(flag0 or flag1) in lock"
    ])
  })

  it("a check before the semaphore is taken: it is taken earlier, for reading (CVE-2015-7550)", () => {
    const [first] = found("sct/convul/cve-2015-7550", "vulnerable", "null-call")
    assert.strictEqual(first, "earlier key->sem (reading): key_validate() .. down_read(key->sem) in keyctl_read_key")
  })
})

describe("three changes together", () => {
  /** So many functions add one each, in their own way; one lock would do for all. */
  const adding = (names: ReadonlyArray<"first" | "second" | "third">): Program =>
    function* main() {
      const counter = yield* variable("counter", 0)
      yield* mutex("lock")
      const bodies = {
        *first() {
          yield* counter.writeOnce((yield* counter.readOnce) + 1)
        },
        *second() {
          const before = yield* counter.readOnce
          yield* counter.writeOnce(before + 1)
        },
        *third() {
          const one = 1
          yield* counter.writeOnce(one + (yield* counter.readOnce))
        }
      }
      for (const name of names) yield* task(name, bodies[name])
      yield* counter.await((count) => count === names.length)
    }
  const of = (names: Parameters<typeof adding>[0]) => explored(adding(names), { fix: true }).findings[0]!.remedies!
  const around = (name: string) => `around lock: READ_ONCE(counter) .. WRITE_ONCE(counter) in ${name}`

  it("are found where neither one nor two hold", () => {
    const { found: all, triples } = of(["first", "second", "third"])
    assert.deepStrictEqual(all.map(told), [[around("first"), around("second"), around("third")].join(" + ")])
    assert.isAbove(triples, 0)
  })

  it("are not tried where two hold", () => {
    const { found: all, triples } = of(["first", "second"])
    assert.strictEqual(told(all[0]!), [around("first"), around("second")].join(" + "))
    assert.strictEqual(triples, 0)
  })
})

describe("no remedy is", () => {
  /** A callback that may be called before its driver is ready, and three ways out that the author offers. */
  const early: Program = function* main() {
    const flash = pointer("flash", function* flash() {})
    const registered = yield* variable("registered", false)
    yield* capability("dev", "flash")
    const waits = yield* remedy("wait until it is registered")
    const never = yield* remedy("never call flash")
    const refusing = yield* remedy("register first")
    yield* task("driver", function* probe() {
      if (refusing) yield* registered.writeOnce(true)
      yield* ready("dev")
      yield* registered.writeOnce(true)
    })
    yield* task("user", function* user() {
      if (waits) yield* registered.await((is) => is)
      if (never) return
      yield* call(flash, "dev")
      yield* reached("flashed")
    })
  }
  const remedies = (asked: Program | Scenario) =>
    explored(asked, { fix: true }).findings.map((finding) => finding.remedies!.found.map(told))

  it("one that gives up what the program is for", () => {
    assert.deepStrictEqual(remedies(early), [[
      "wait until it is registered",
      "flash() not while registered is false"
    ]])
  })

  it("one that goes against an order that the scenario states", () => {
    const program: Program = function* main() {
      const [data, flag] = [yield* variable("data", 0), yield* variable("flag", 0)]
      const writer = yield* task("writer", function* writer() {
        yield* flag.storeRelease(1)
        yield* data.store(1)
      })
      yield* task("reader", function* reader() {
        if ((yield* flag.loadAcquire) === 1) yield* data.load
      })
      yield* writer.join
    }
    const moved = "smp_store_release(flag) after data = ... in writer"
    assert.deepStrictEqual(remedies(scenario("free", program)), [[moved]])
    assert.deepStrictEqual(remedies(scenario("bound", { order: [["flag", "data"]] }, program)), [[]])
  })

  it("one that brings another finding", () => {
    // The lock would do, but whoever takes it there waits for itself.
    const asked = function* main(): Generator<any, any, any> {
      const [x, lock] = [yield* variable("x", 0), yield* mutex("lock")]
      const broken = yield* remedy("free it twice")
      const block = yield* alloc("block", { a: 0 })
      yield* task("other", function* other() {
        if (!broken) yield* x.store(1)
        else yield* free(block)
      })
      yield* x.store(2)
      yield* free(block)
      yield* lock.lock
      yield* lock.unlock
    }
    for (const list of remedies(asked)) assert.notInclude(list, "free it twice")
  })

  it("looked for where nobody asked, and declared ones are never in force by themselves", () => {
    const { findings } = explored(early)
    assert.isAbove(findings.length, 0)
    for (const finding of findings) assert.notProperty(finding, "remedies")
  })
})

describe("a remedy", () => {
  it("is looked for again with the same result, to the byte", () => {
    const once = JSON.stringify(findingsOf("races/b28-early-open", "register-netdev"))
    assert.strictEqual(JSON.stringify(findingsOf("races/b28-early-open", "register-netdev")), once)
  })

  it("says where to do what", () => {
    const [first] = remediesOf("races/b28-early-open", "register-netdev", "early-call").found
    const where = / in virtnet_probe\(\) \(task probe\)$/
    assert.match(remedySentence(first!), where)
    assert.match(
      remedySentence(first!),
      /^hold rtnl_mutex longer: .* \(b28-early-open\.ts:\d+\) comes after .* \(:\d+\) /
    )
  })
})
