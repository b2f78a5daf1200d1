/**
 * What would fix a finding, as sentences. A change is a value (sim/remedy/edit.ts); here alone it becomes words.
 *
 * A place is a step or call, a function, its task and its line, so that somebody can go there and do it.
 */
import type { Edit, EditPlace, Remedies, Remedy, Stretch } from "../sim/remedy/edit.ts"
import { printable } from "./printable.ts"
import { count } from "./wording.ts"

/** One sentence for each remedy, and one for what was tried, which says so where there is none. */
export const remedySentences = (remedies: Remedies): Array<string> => [
  ...foundSentences(remedies),
  `${remedies.found.length === 0 ? "nothing found; tried" : "tried"}: ${tried(remedies)}`
]

/** One sentence for each remedy. */
export const foundSentences = ({ found }: Remedies): Array<string> =>
  found.map((remedy) => `${remedySentence(remedy)}: ${verified(remedy)}`)

/** One remedy: what to do, and with it what else. */
export const remedySentence = ({ edits }: Remedy): string => {
  const wording = new Wording()
  return printable(edits.map((edit) => wording.of(edit)).join("; and "))
}

const verified = ({ leaves, traces }: Remedy): string =>
  `verified in ${traces === 1 ? "its only trace" : `all ${count(traces, "trace")}`}` +
  (leaves.length === 0 ? "" : `, and leaves ${printable(leaves.join(", "))}`)

/** What was tried, as a sentence that stands alone. */
export const triedSentence = (remedies: Remedies): string => {
  const all = tried(remedies)
  if (remedies.found.length > 0) return `Tried: ${all}.`
  return remedies.tried.length > 0
    ? `Nothing that was tried fixes it: ${all}.`
    : `Nothing found that fixes it; tried: ${all}.`
}

const tried = ({ exhaustive, pairs, tried: sorts, triples }: Remedies): string => {
  const singles = sorts.map(({ count: n, tag }) => count(n, ...(names[tag] as [string, string])))
  const sets = [[pairs, "pair"], [triples, "combination of three", "combinations of three"]] as const
  const combined = sets.flatMap(([n, one, many]) => n === 0 ? [] : [count(n, one, many)])
  return `${[...singles, ...combined].join(", ") || "no change"}${exhaustive ? "" : "; not all there are"}`
}

const names: { readonly [Tag in Edit["tag"]]: readonly [one: string, many: string] } = {
  order: ["release and acquire", "releases and acquires"],
  declared: ["remedy of the scenario", "remedies of the scenario"],
  hold: ["reference", "references"],
  rcu: ["use of RCU", "uses of RCU"],
  move: ["move", "moves"],
  check: ["check", "checks"],
  lock: ["section of a lock", "sections of a lock"]
}

/** Where more tasks come by, they are not named. */
const tasksMax = 3

/** The words for one remedy; a file is named once. */
class Wording {
  private file = ""

  of(edit: Edit): string {
    switch (edit.tag) {
      case "order":
        return this.order(edit)
      case "declared":
        return edit.name
      case "hold":
        return `take a reference on ${edit.object} at ${this.list(edit.found)} and drop it after ${
          this.inFunction(edit.last)
        }; let kfree (${this.lines(edit.frees)}) wait for it`
      case "rcu":
        return this.rcu(edit)
      case "move":
        return `move ${this.named(edit.what)} after ${this.inFunction(edit.past)}`
      case "check":
        return `check ${edit.object} before ${this.inFunction(edit.what)}: ${
          edit.skip === "while" ? "while" : "unless"
        } it is ${edit.value}, ${edit.answer === undefined ? "leave it out" : `go on with ${edit.answer} instead`}`
      case "lock":
        return this.lock(edit)
    }
  }

  private order({ loads, object, stores }: Edit & { readonly tag: "order" }): string {
    const parts = [
      ...(stores.length === 0 ? [] : [`store ${object} with smp_store_release() (${this.lines(stores)})`]),
      ...(loads.length === 0 ? [] : [`load ${object} with smp_load_acquire() (${this.lines(loads)})`])
    ]
    return parts.join(" and ")
  }

  private rcu({ domain, free, section }: Edit & { readonly tag: "rcu" }): string {
    const of = domain === "rcu" ? "" : domain
    const parts = [
      ...(section === undefined ? [] : [`hold rcu_read_lock(${of}) ${this.stretch(section)}`]),
      ...(free === undefined ? [] : [
        free.by === "call_rcu"
          ? `free ${free.block} by call_rcu(${of}), not at once (${this.lines(free.at)})`
          : `synchronize_rcu(${of}) before kfree(${free.block}) (${this.lines(free.at)})`
      ])
    ]
    return parts.join(", and ")
  }

  private lock(edit: Edit & { readonly tag: "lock" }): string {
    return edit.nested ? `${this.section(edit)}, and do not take it again inside` : this.section(edit)
  }

  private section({ first, form, last, mode, object }: Edit & { readonly tag: "lock" }): string {
    const lock = mode === "reading" ? `${object} for reading` : object
    switch (form) {
      case "inside":
        return `do not take ${lock} again ${this.stretch({ first, last })}: it is held there`
      case "ahead":
        return `take ${lock} ahead of ${this.inFunction(first)}`
      case "later":
        return `hold ${lock} longer: ${this.named(first)} comes after ${this.inFunction(last)}`
      case "earlier":
        return last.text.endsWith(`(${object})`)
          ? `take ${lock} earlier: ${this.named(last)} comes before ${this.inFunction(first)}`
          : `take ${lock} earlier, and hold it ${this.stretch({ first, last })}`
      case "joined":
        return `do not let go of ${object} ${this.stretch({ first, last })}`
      case "upgraded":
        return `take ${object} for writing, not for reading, ${this.stretch({ first, last })}`
      case "wider":
        return `widen the section of ${lock}: hold it ${this.stretch({ first, last })}`
      case "around":
        return `take ${lock} ${this.stretch({ first, last })}`
    }
  }

  /** `around register_netdev() (a.ts:12) in probe()`, `from x (a.ts:12) to y (a.ts:14) in probe()` */
  private stretch({ first, last }: Stretch): string {
    return first.line === last.line && first.column === last.column && first.callee === last.callee
      ? `around ${this.inFunction(first)}`
      : `from ${this.named(first)} to ${this.inFunction(last)}`
  }

  /** `register_netdev() (a.ts:12) in probe() (task udev)` */
  private inFunction(place: EditPlace): string {
    const { fn, tasks } = place
    const named = this.named(place)
    const of = tasks.length > tasksMax ? "" : ` (${tasks.length === 1 ? "task" : "tasks"} ${tasks.join(", ")})`
    return fn === "" ? `${named}${of}` : `${named} in ${fn}()${of}`
  }

  /** `register_netdev() (a.ts:12)` */
  private named(place: EditPlace): string {
    return `${place.text} (${this.at(place)})`
  }

  private list(places: ReadonlyArray<EditPlace>): string {
    return places.map((place) => this.named(place)).join(" and ")
  }

  private lines(places: ReadonlyArray<EditPlace>): string {
    return [...new Map(places.map((place) => [`${place.file}:${place.line}`, place])).values()]
      .map((place) => this.at(place)).join(", ")
  }

  private at({ file, line }: EditPlace): string {
    const name = file.slice(file.lastIndexOf("/") + 1)
    if (file === this.file) return `:${line}`
    this.file = file
    return `${name}:${line}`
  }
}
