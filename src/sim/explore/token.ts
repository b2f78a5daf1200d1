/**
 * Replay tokens: `hd1-<fingerprint>-<deviations>`.
 *
 * The fingerprint is 36 bits, in base64url, of the scenario's and cell's names and of the steps that
 * the default policy takes, so that a changed program is noticed. The deviations are pairs of numbers:
 * how many decisions the default policy makes, then which other choice is taken (a task by its place
 * among the enabled ones other than the default, or a drawn value). Every step is a decision, also where
 * only one task can move: a changed program is then left at the step at which another task has to wait.
 * So is a draw of more than one value. Numbers are LEB128, bytes base64url.
 */
import { holders } from "../check/deadlock.ts"
import { ScenarioError } from "../errors.ts"
import type { Machine } from "../machine.ts"
import type { Scheduler } from "../scheduler.ts"
import type { Task } from "../task.ts"
import { stay } from "./strategy.ts"

/** One departure from the default policy. */
export interface Deviation {
  /** Decisions made by default since the one before. */
  readonly gap: number
  readonly choice: number
}

/** A token taken apart. */
export interface Token {
  readonly fingerprint: string
  readonly deviations: ReadonlyArray<Deviation>
}

const version = "hd1"

/** Writes a token. */
export const encode = ({ deviations, fingerprint }: Token): string => {
  const bytes: Array<number> = []
  for (const { choice, gap } of deviations) {
    leb(bytes, gap)
    leb(bytes, choice)
  }
  return `${version}-${fingerprint}-${base64url(bytes)}`
}

/** Reads a token; fails with ScenarioError "diverged" when it is none. */
export const decode = (text: string): Token => {
  const match = /^hd(\d+)-([\w-]{6})-([\w-]*)$/.exec(text)
  if (match === null || `hd${match[1]}` !== version) {
    throw new ScenarioError(
      "diverged",
      match === null
        ? `not a replay token: ${JSON.stringify(text.slice(0, 60))} (a token looks like ${version}-Ab3_x9-BAE)`
        : `the token is of version hd${match[1]}; this heddle reads ${version}: run explore again`
    )
  }
  const numbers = numbersOf(bytesOf(match[3]))
  if (numbers === undefined) {
    throw damaged()
  }
  const deviations: Array<Deviation> = []
  for (let i = 0; i < numbers.length; i += 2) deviations.push({ gap: numbers[i], choice: numbers[i + 1] })
  const token = { fingerprint: match[2], deviations }
  // A token that lost its end, or a letter of it, may still be read as numbers; it would not be written so.
  if (encode(token) !== text) throw damaged()
  return token
}

const damaged = () => new ScenarioError("diverged", "the replay token is damaged: copy it again as printed, whole")

const leb = (bytes: Array<number>, value: number): void => {
  let rest = value
  while (rest >= 128) {
    bytes.push((rest % 128) + 128)
    rest = Math.floor(rest / 128)
  }
  bytes.push(rest)
}

const numbersOf = (bytes: ReadonlyArray<number>): Array<number> | undefined => {
  const numbers: Array<number> = []
  let value = 0
  let scale = 1
  for (const byte of bytes) {
    value += (byte % 128) * scale
    scale *= 128
    if (byte < 128) {
      numbers.push(value)
      value = 0
      scale = 1
    }
  }
  return scale === 1 && numbers.length % 2 === 0 ? numbers : undefined
}

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

const base64url = (bytes: ReadonlyArray<number>): string => {
  let text = ""
  for (let i = 0; i < bytes.length; i += 3) {
    const word = (bytes[i] << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    const length = Math.min(3, bytes.length - i) + 1
    for (let d = 0; d < length; d++) text += digits[(word >> (18 - 6 * d)) & 63]
  }
  return text
}

const bytesOf = (text: string): Array<number> => {
  const bytes: Array<number> = []
  for (let i = 0; i < text.length; i += 4) {
    let word = 0
    for (let d = 0; d < 4; d++) word = (word << 6) | Math.max(0, digits.indexOf(text[i + d] ?? "A"))
    const length = Math.min(4, text.length - i) - 1
    for (let d = 0; d < length; d++) bytes.push((word >> (16 - 8 * d)) & 255)
  }
  return bytes
}

/** A 36-bit fingerprint of a text, as 6 characters. Source of the hash: FNV-1a, two 32-bit lanes. */
export const fingerprint = (text: string): string => {
  let a = 0x811c9dc5
  let b = 0x9747b28c
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193)
    b = Math.imul(b ^ text.charCodeAt(i), 0x01000193) ^ (a >>> 15)
  }
  let print = ""
  for (let d = 0; d < 3; d++) print += digits[(a >>> (6 * d + 7)) & 63] + digits[(b >>> (6 * d + 7)) & 63]
  return print
}

/** Runs another scheduler and writes down where it departs from the default policy. */
export class Recorder implements Scheduler {
  readonly deviations: Array<Deviation> = []
  /** Times an enabled task had the processor taken away. */
  preemptions = 0
  private gap = 0
  private readonly inner: Scheduler
  constructor(inner: Scheduler) {
    this.inner = inner
  }

  choose(machine: Machine): Task | undefined {
    const task = this.inner.choose(machine)
    if (task === undefined) return undefined
    const usual = stay(machine)
    if (task !== usual && usual === machine.log.last.task) this.preemptions++
    this.decide(task === usual ? 0 : 1 + others(machine, usual).indexOf(task))
    return task
  }

  draw(machine: Machine, n: number): number {
    const value = this.inner.draw(machine, n)
    this.decide(value)
    return value
  }

  private decide(choice: number): void {
    if (choice === 0) {
      this.gap++
    } else {
      this.deviations.push({ gap: this.gap, choice: choice - 1 })
      this.gap = 0
    }
  }
}

const others = (machine: Machine, usual: Task): ReadonlyArray<Task> =>
  machine.enabled.slice(0, machine.enabledCount).filter((task) => task !== usual)

/** Follows the deviations of a token, otherwise the default policy; gives the execution up where one does not exist. */
export class Deviate implements Scheduler {
  private at = 0
  private gap = 0
  /** What the token asks for that does not exist, and why not. */
  diverged: string | undefined = undefined
  private readonly deviations: ReadonlyArray<Deviation>
  constructor(deviations: ReadonlyArray<Deviation>) {
    this.deviations = deviations
  }

  choose(machine: Machine): Task | undefined {
    if (this.diverged !== undefined) return undefined
    const usual = stay(machine)
    const choice = this.decide()
    if (choice === 0) return usual
    const could = others(machine, usual)
    const task = could[choice - 1]
    if (task === undefined) this.diverged = noSuchTask(machine, usual, could, choice)
    return task
  }

  draw(_machine: Machine, n: number): number {
    const value = this.decide()
    if (value < n) return value
    this.diverged ??= `the token draws value ${value} of a choice among ${n}`
    return 0
  }

  /** Were all deviations used? */
  get finished(): boolean {
    return this.at === this.deviations.length
  }

  /** Deviations that could be taken. */
  get taken(): number {
    return this.at - (this.diverged === undefined ? 0 : 1)
  }

  private decide(): number {
    const next = this.deviations[this.at]
    if (next === undefined || this.gap < next.gap) {
      this.gap++
      return 0
    }
    this.at++
    this.gap = 0
    return next.choice + 1
  }
}

/** The token lets another task move, by its place among those that could: that many cannot, and who waits for whom. */
const noSuchTask = (machine: Machine, usual: Task, could: ReadonlyArray<Task>, choice: number): string => {
  const waits = machine.tasks.filter((task) => task.pending !== undefined && task !== usual && !could.includes(task))
  const why = waits.map(({ name, pending }) => {
    const { object, operation } = pending!
    const by = holders(object).map((holder) => holder.name)
    const held = by.length === 0 ? "" : `, held by ${by.join(", ")}`
    return `${name} waits in ${operation.name}(${object.name})${held}`
  })
  const can = could.length === 0 ? "no other can" : `only ${could.map(({ name }) => name).join(", ")} can`
  const which = choice === 1 ? `another task than ${usual.name}` : `task ${choice} of those other than ${usual.name}`
  return [`the token lets ${which} move, and ${can}`, ...why].join("; ")
}
