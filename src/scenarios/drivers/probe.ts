/**
 * Runs a driver's probe and remove, step by step, in the order its data give for the tree of the cell.
 *
 * Unwinding a probe that failed is the reverse, and so is removing, but for the driver that says otherwise.
 */
import { protection } from "../../sim/choice.ts"
import { variable } from "../../sim/memory/variable.ts"
import { mutex } from "../../sim/sync/mutex.ts"
import { Devlink } from "../kernel/devlink.ts"
import { type KernelName, tree } from "../kernel/kernel-version.ts"
import { DEVLINK_F_RELOAD, OpsDesign } from "../kernel/ops-design.ts"
import type { Steps } from "../kernel/steps.ts"
import type { StructDevlink } from "../kernel/struct-devlink.ts"
import { type Driver, order, type ProbeStep, steps } from "./driver.ts"
import { type Instance, type Port, priv, type Probe, type ProbeOptions, type Probing } from "./instance.ts"
import { split } from "./ops-split.ts"
import { perform, takeBack } from "./probe-steps.ts"

/** Does this tree have the driver in a form that was read? */
export const isIn = (driver: Driver, kernel: KernelName): boolean => orderOf(driver, kernel) !== undefined

/** The order of a driver's probe in a tree, as it was read there. */
export const orderOf = ({ orders }: Driver, kernel: KernelName) => orders[tree(kernel)]

/** The driver's probe, in the tree of the cell. Gives the instance, or undefined when it failed. */
export function* probe(driver: Driver, options: ProbeOptions = {}): Steps<StructDevlink | undefined, Probing> {
  return yield* named(driver.probe, function*() {
    const letters = yield* protectedOrder(driver, yield* orderHere(driver, options))
    const instance: Instance = {
      driver,
      ports: yield* variable<Port | null>(`${driver.name}->ports`, null),
      lock: driver.lock === undefined ? undefined : yield* mutex(driver.lock),
      state: driver.state === undefined ? undefined : yield* variable(driver.state, 0)
    }
    const state = yield* begin(instance, options)
    for (const [i, letter] of letters.entries()) {
      yield* perform[letter](state)
      if (letter === options.fails_after) {
        yield* undo(letters.slice(0, i + 1), state)
        return undefined
      }
    }
    if (state.locked) yield* (yield* OpsDesign).devl_unlock(state.devlink!)
    return state.devlink
  })
}

/** The driver's remove: its probe backwards. */
export function* remove(devlink: StructDevlink, options: ProbeOptions = {}): Steps<void, Probing> {
  const instance = priv(devlink)
  yield* named(instance.driver.remove, function*() {
    const letters = yield* orderHere(instance.driver, options)
    const last = instance.driver.netdevs_last?.includes((yield* Devlink).version) === true
    const state = yield* begin(instance, last ? { ...options, frees_first: true } : options)
    yield* undo(letters, { ...state, devlink })
  })
}

function* orderHere(driver: Driver, options: ProbeOptions) {
  const text = options.order ?? orderOf(driver, (yield* Devlink).version)
  if (text === undefined) throw new TypeError(`the order of ${driver.probe}() in this tree is not known`)
  return order(text)
}

function* begin(instance: Instance, options: ProbeOptions): Steps<Probe> {
  const { late, mp_slave, probe: name, table } = instance.driver
  const left_out = mp_slave === true && (yield* protection(`${name}: reload left out for a multiport slave`))
  const can_reload = "reload_down" in table.init && !left_out
  return {
    driver: instance.driver,
    ops: split(table, options.late ?? late ?? [], `${table.name}_late`),
    options,
    left_out,
    features: can_reload ? DEVLINK_F_RELOAD : 0,
    instance,
    devlink: undefined,
    locked: false,
    rtnl: false,
    mine: false,
    port: undefined,
    port_gone: false,
    left: undefined
  }
}

/** Orders a verdict may rest on: taken away, the first of the two comes right after the second. */
const pairs: ReadonlyArray<readonly [ProbeStep, ProbeStep]> = [
  ["D", "N"],
  ["X", "N"],
  ["P", "N"],
  ["R", "N"],
  ["X", "}"],
  ["D", "}"],
  ["X", "R"],
  ["D", "R"]
]

function* protectedOrder(driver: Driver, letters: ReadonlyArray<ProbeStep>): Steps<ReadonlyArray<ProbeStep>> {
  let result = letters
  for (const [first, second] of pairs) {
    const [from, to] = [result.indexOf(first), result.indexOf(second)]
    if (from < 0 || from > to) continue
    if (yield* protection(`${driver.probe}: ${steps[first]} before ${steps[second]}`)) continue
    result = [...result.slice(0, from), ...result.slice(from + 1, to + 1), first, ...result.slice(to + 1)]
  }
  return result
}

/** The steps backwards, each with what takes it back. */
function* undo(letters: ReadonlyArray<ProbeStep>, state: Probe): Steps<void, Probing> {
  const backwards = letters.toReversed()
  if (!letters.includes("P")) state.port_gone = true
  const netdevs_first = state.options.frees_first !== true &&
    (yield* protection(`${state.driver.remove}: netdevs before devlink_free`))
  for (const letter of netdevs_first ? backwards : netdevsLast(backwards)) yield* takeBack[letter](state)
}

/** The ports go at their place, the netdevs when the instance they lead to is freed. */
const netdevsLast = (backwards: ReadonlyArray<ProbeStep>): ReadonlyArray<ProbeStep> =>
  backwards.includes("N") ? [...backwards.filter((letter) => letter !== "N"), "N"] : backwards

/** Runs a body under a C name, so that reports show it. */
function* named<Y, A>(name: string, body: () => Generator<Y, A, any>): Generator<Y, A, any> {
  const made = {
    *[name]() {
      return yield* body()
    }
  }
  return yield* made[name]!()
}
