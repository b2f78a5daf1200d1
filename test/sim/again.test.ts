/**
 * What an execution has in common with the one before is not computed again, and nobody can tell.
 */
import * as Context from "effect/Context"
import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { choose } from "../../src/sim/choice.ts"
import { preemptions } from "../../src/sim/explore/bounded.ts"
import { DepthFirst } from "../../src/sim/explore/dfs.ts"
import { OptimalDpor } from "../../src/sim/explore/dpor.ts"
import { prepare } from "../../src/sim/explore/prepare.ts"
import { executed, Follow, moveOf } from "../../src/sim/explore/schedule.ts"
import { search } from "../../src/sim/explore/search.ts"
import type { Strategy } from "../../src/sim/explore/strategy.ts"
import { defaults } from "../../src/sim/limits.ts"
import { Machine } from "../../src/sim/machine.ts"
import { variable } from "../../src/sim/memory/variable.ts"
import { scenario } from "../../src/sim/scenario.ts"
import type { Ending } from "../../src/sim/scheduler.ts"
import { task } from "../../src/sim/task.ts"
import { bodyOf, families, programsOf } from "./explore/programs.ts"
import { type Body, keyOf } from "./explore/traces.ts"

const executionsMax = 150

const strategies: Record<string, () => Strategy> = {
  dpor: () => new OptimalDpor(),
  dfs: () => new DepthFirst(),
  "preemption-bounded": () => new DepthFirst(preemptions(2))
}

const machineOf = (): Machine => new Machine({ limits: defaults, services: Context.empty() })

/** Everything that an execution leaves behind in the machine. */
const accountOf = (machine: Machine, ending: Ending): string => {
  const { log, names, objects } = machine
  const nameOf = (location: number) => names.locationName(location)
  const records = executed(machine).map(({ accesses, effects, ended, hb, own, rivals, task: { path } }) => {
    const clock = machine.tasks.filter(({ id }) => hb[id]! > 0).map(({ id, path: of }) => `${of}:${hb[id]}`).toSorted()
    const touched = accesses.map((access) => `${nameOf(access >> 1)} ${access & 1}`)
    const by = ended.map((other) => other.path)
    return `${path} ${effects} ${own} ${clock} [${touched}] [${rivals.map(({ index }) => index)}] ${by}`
  })
  const trails = objects.filter((object) => object !== undefined).map(({ location, trail }) => {
    const { history, lastWrite, readers } = trail
    const at = [history, readers].map((some) => some.map(({ index }) => index).join())
    return `${nameOf(location)}: ${at.join("; ")}; ${lastWrite?.index}`
  })
  const counts = `${log.count} steps, ${log.faults} faults, ${log.locks} at locks`
  return [keyOf(machine, ending), ...records, ...trails.toSorted(), counts].join("\n")
}

describe("what executions have in common", () => {
  for (const [name, make] of Object.entries(strategies)) {
    it(`leaves behind what it would if it were run anew, under ${name}`, { timeout: 120_000 }, () => {
      let common = 0
      for (const family of Object.keys(families)) {
        fc.assert(
          fc.property(programsOf(family, 3, 4), (program) => {
            const body = bodyOf(program)
            const strategy = make()
            const [one, other] = [machineOf(), machineOf()]
            for (let i = 0; i < executionsMax && strategy.next(); i++) {
              const ending = one.run(body, strategy)
              common += one.log.common
              const moves = executed(one).map(moveOf)
              other.run(body, new Follow(moves, false))
              assert.strictEqual(accountOf(one, ending), accountOf(other, ending))
              strategy.done(one, ending)
            }
          }),
          { seed: 20_211_005, numRuns: 12 }
        )
      }
      assert.isAbove(common, 1000)
    })

    it(`shows every finding that it would if it were run anew, under ${name}`, { timeout: 120_000 }, () => {
      for (const family of Object.keys(families)) {
        fc.assert(
          fc.property(programsOf(family, 3, 4), (program) => {
            const asked = scenario("generated", { limits: { executionsMax } }, bodyOf(program))
            const [one, other] = [prepare(asked, asked.cells[0]!), prepare(asked, asked.cells[0]!)]
            assert.deepStrictEqual(search(one, make(), {}), search(other, anew(make()), {}))
          }),
          { seed: 20_211_005, numRuns: 12 }
        )
      }
    })
  }

  it("must come again: a task that does something else is told of", () => {
    let executions = 0
    const body: Body = function* main() {
      const [x, y] = [yield* variable("x", 0), yield* variable("y", 0)]
      const first = ++executions === 1
      yield* task("early", function*() {
        yield* (first ? x : y).store(1)
      })
      yield* task("one", function*() {
        yield* x.store(2)
      })
      yield* task("other", function*() {
        yield* x.store(3)
      })
    }
    const [machine, strategy] = [machineOf(), new DepthFirst()]
    const run = () => {
      while (strategy.next()) strategy.done(machine, machine.run(body, strategy))
    }
    assert.throws(run, /step 1: task early could move here in an earlier execution and cannot now/)
  })

  it("must draw again from as many values", () => {
    let executions = 0
    const body: Body = function* main() {
      const x = yield* variable("x", 0)
      yield* choose(++executions === 1 ? 2 : 3)
      for (const name of ["one", "other"]) {
        yield* task(name, function*() {
          yield* x.fetchAdd(1)
        })
      }
    }
    const [machine, strategy] = [machineOf(), new DepthFirst()]
    const run = () => {
      while (strategy.next()) strategy.done(machine, machine.run(body, strategy))
    }
    assert.throws(run, /step 0: task main, with other values to choose from, could move here/)
  })
})

/** The same strategy, by which no execution has anything in common with another. */
const anew = (strategy: Strategy): Strategy =>
  new Proxy(strategy, { get: (of, key) => key === "common" ? 0 : bound(of, key) })

const bound = (strategy: any, key: string | symbol): unknown => {
  const value = strategy[key]
  return typeof value === "function" ? value.bind(strategy) : value
}
