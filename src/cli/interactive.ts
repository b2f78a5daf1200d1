/**
 * `heddle replay TOKEN --interactive`: steps forward and back through an execution, and forks another choice.
 *
 * A command a line. Each position is reached by running the steps before it again, so back is as exact as forward.
 * Commands may come from a pipe: then they are printed after the prompt, and the output reads like a session.
 */
import * as readline from "node:readline"
import { positionText } from "../report/position.ts"
import { printable } from "../report/printable.ts"
import { cellInPrint } from "../report/wording.ts"
import type { Position } from "../sim/explain/position.ts"
import type { Move } from "../sim/explore/schedule.ts"
import type { Reply, Source } from "./contract.ts"
import { codeOfFailure, CommandError, exitCodes } from "./exit.ts"
import { paintForStdout, print, widthForStdout } from "./output.ts"
import type { Pool } from "./pool.ts"

const help = [
  "n [N]       N steps forward (also: an empty line)    p [N]   N steps back",
  "g STEP      go to the step of that number            e       to the end",
  "c TASK [V]  fork: this task moves next, by number or name; V: the values it draws",
  "s           every object, or those that changed      q       quit",
  "Numbers are those of the diagram: notes are numbered among the steps",
  "Marks: > moves next if nobody says otherwise, # waits, * has changed",
  ""
].join("\n")

/** Reads commands until there are no more; gives the exit code. */
export const interact = async (pool: Pool, source: Source, token: string): Promise<number> => {
  const first = await ask(pool, source, token)
  const session = new Session(pool, source, token, first.position)
  const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true
  const lines = readline.createInterface({
    input: process.stdin,
    ...(isTerminal ? { output: process.stdout } : {}),
    terminal: isTerminal,
    prompt: "> "
  })
  // Lines of a pipe are kept from now on: it may be at its end before the first is asked for.
  const commands = lines[Symbol.asyncIterator]()
  const prompt = () => isTerminal ? lines.prompt() : undefined
  try {
    await print(`${cellInPrint({ scenario: first.scenario, ...first.cell })}\n${help}\n`)
    await print(await session.go(0))
    prompt()
    for await (const line of commands) {
      if (!isTerminal) await print(`> ${printable(line)}\n`)
      const answer = await session.obey(line.trim())
      if (answer === undefined) break
      await print(answer)
      prompt()
    }
    return exitCodes.ok
  } finally {
    lines.close()
  }
}

const ask = async (
  pool: Pool,
  source: Source,
  token: string,
  moves?: ReadonlyArray<Move>
): Promise<Extract<Reply, { readonly type: "position" }>> => {
  const reply = await pool.ask(token, { type: "position", source, token, ...(moves === undefined ? {} : { moves }) })
  if (reply.type === "failed") throw new CommandError(reply.error.message, codeOfFailure(reply.error))
  if (reply.type !== "position") throw new CommandError("the replay was stopped", exitCodes.interrupted)
  return reply
}

/** A schedule, and where in it the reader stands. */
class Session {
  private readonly pool: Pool
  private readonly source: Source
  private readonly token: string
  /** The schedule: the token's, or what was chosen instead from some step on. The first move is the start of main. */
  private plan: ReadonlyArray<Move>
  /** The lines of the whole schedule: a place before its end has the first of them, under the same numbers. */
  private lines: Position["trace"]["steps"]
  private position: Position
  private objects: "all" | "changed" = "changed"

  constructor(pool: Pool, source: Source, token: string, end: Position) {
    this.pool = pool
    this.source = source
    this.token = token
    this.plan = end.moves
    this.lines = end.trace.steps
    this.position = end
  }

  /** Obeys one command and says what there is to see; undefined to quit. */
  async obey(line: string): Promise<string | undefined> {
    const [verb = "", ...words] = line.split(/\s+/)
    const at = this.position.moves.length - 1
    const number = words[0] === undefined ? 1 : Number(words[0])
    const isNumber = Number.isInteger(number) && number >= 0
    switch (verb) {
      case "":
      case "n":
        return isNumber ? this.go(at + number) : "n takes a number of steps\n"
      case "p":
        return isNumber ? this.go(at - number) : "p takes a number of steps\n"
      case "g":
        return isNumber && words.length === 1 ? this.goTo(number) : "g takes the number of a step\n"
      case "e":
        return this.go(Number.POSITIVE_INFINITY)
      case "c":
        return this.fork(words)
      case "s":
        this.objects = this.objects === "all" ? "changed" : "all"
        return this.text()
      case "q":
        return undefined
      default:
        return help
    }
  }

  /** Goes to the place after so many steps; beyond the plan the default policy goes on. */
  async go(steps: number): Promise<string> {
    await this.stand(this.plan.slice(0, Math.max(0, Math.min(steps, this.plan.length - 1)) + 1))
    await this.goOn(({ moves }) => moves.length > steps)
    return this.text()
  }

  /** Goes to the step that the diagram gives this number; a note comes with the step that it follows. */
  private async goTo(number: number): Promise<string> {
    const steps = this.lines.filter(({ index, note }) => index <= number && !note).length
    await this.stand(this.plan.slice(0, steps + 1))
    await this.goOn(({ trace }) => trace.steps.length > number)
    return this.text()
  }

  /** Lets the default policy take steps until the place is reached, or the end. */
  private async goOn(isThere: (position: Position) => boolean): Promise<void> {
    while (!isThere(this.position) && this.position.usual !== undefined) {
      await this.take({ task: this.position.usual, draws: [] })
    }
  }

  private async fork([name, ...values]: ReadonlyArray<string>): Promise<string> {
    const { tasks } = this.position
    const task = tasks.find((one, i) => String(i) === name || one.name === name)
    if (task === undefined) {
      return `c takes a task: ${tasks.map((one, i) => `${i} ${printable(one.name)}`).join(", ")}\n`
    }
    if (task.state !== "can-move") return `${printable(task.name)} cannot move here\n`
    const draws = values.map(Number)
    if (!draws.every((value) => Number.isInteger(value) && value >= 0)) return "values are numbers from 0\n"
    await this.take({ task: task.path, draws })
    return this.text()
  }

  /** Takes a step that may be another than the plan's: then the plan ends with it. */
  private async take(move: Move): Promise<void> {
    await this.stand([...this.position.moves, move])
    const { moves } = this.position
    const same = JSON.stringify(moves) === JSON.stringify(this.plan.slice(0, moves.length))
    if (same) return
    this.plan = moves
    this.lines = this.position.trace.steps
  }

  private async stand(moves: ReadonlyArray<Move>): Promise<void> {
    this.position = (await ask(this.pool, this.source, this.token, moves)).position
  }

  private text(): string {
    const { moves, usual } = this.position
    const next = this.plan[moves.length]?.task ?? usual
    const options = { of: this.plan.length - 1, next, objects: this.objects }
    return `${positionText(this.position, { ...options, width: widthForStdout(), paint: paintForStdout() })}\n`
  }
}
