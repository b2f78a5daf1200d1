/**
 * What happens while a search runs or nothing does: files change, keys are pressed, somebody ends it.
 */
import { exitCodes } from "./exit.ts"

/** What the one who watches has to do next. */
export type Event = "changed" | "failed-only" | "all" | "quit"

const keys: { readonly [key: string]: Event } = { f: "failed-only", a: "all", q: "quit", "\u0003": "quit" }

/** Events in the order they came, but the end first; `onArrival` hears of each at once. */
export class Inbox {
  onArrival: () => void = () => undefined
  private readonly events: Array<Event> = []
  private waiting: ((event: Event) => void) | undefined
  private isOver = false
  /** Can keys be pressed? */
  readonly hasKeys = process.stdin.isTTY === true && process.stdout.isTTY === true
  private readonly quit = () => this.put("quit")
  private readonly press = (typed: Buffer) => {
    for (const key of typed.toString()) if (keys[key] !== undefined) this.put(keys[key])
  }

  constructor() {
    process.on("SIGINT", this.quit).on("SIGTERM", this.quit)
    if (this.hasKeys) process.stdin.setRawMode(true).on("data", this.press).resume()
  }

  /** One that was put already and not taken is not put again; asked twice to end, it ends at once. */
  put(event: Event): void {
    if (event === "quit" && this.isOver) {
      this.close()
      process.exit(exitCodes.interrupted)
    }
    this.isOver ||= event === "quit"
    if (this.waiting !== undefined) this.waiting(event)
    else if (event === "quit") this.events.unshift(event)
    else if (!this.events.includes(event)) this.events.push(event)
    this.waiting = undefined
    this.onArrival()
  }

  /** The next event, when there is one. */
  take(): Promise<Event> {
    const event = this.events.shift()
    return event === undefined ? new Promise((resolve) => this.waiting = resolve) : Promise.resolve(event)
  }

  /** Has something arrived that nobody has taken? */
  get isFull(): boolean {
    return this.events.length > 0
  }

  close(): void {
    process.off("SIGINT", this.quit).off("SIGTERM", this.quit)
    if (this.hasKeys) process.stdin.off("data", this.press).setRawMode(false).pause()
  }
}
