/**
 * What would fix a finding, as sentences. A change is a value (sim/remedy/edit.ts); here alone it becomes words.
 *
 * A place is a file and a line, so that somebody can go there and do it.
 */
import type { Edit, EditPlace, Remedies, Remedy } from "../sim/remedy/edit.ts"
import { printable } from "./printable.ts"
import { count } from "./wording.ts"

/** One sentence for each remedy, and one where there is none or not all was tried. */
export const remedySentences = (remedies: Remedies): Array<string> => [
  ...remedies.found.map((remedy) => `${remedySentence(remedy)}${leaves(remedy)}`),
  ...(remedies.found.length > 0 && remedies.exhaustive ? [] : [tried(remedies)])
]

/** One remedy: what to do, and with it what else. */
export const remedySentence = ({ edits }: Remedy): string => printable(edits.map(words).join("; and "))

const leaves = ({ leaves: keys }: Remedy): string => keys.length === 0 ? "" : ` (leaves ${printable(keys.join(", "))})`

const tried = ({ exhaustive, found, tried: n }: Remedies): string => {
  const all = exhaustive ? `of ${count(n, "change")} tried, alone and in pairs` : `${count(n, "change")} tried, not all`
  return found.length === 0 ? `nothing found, ${all}` : `${all}`
}

const words = (edit: Edit): string => {
  switch (edit.tag) {
    case "order":
      return `store ${edit.object} with smp_store_release() and load it with smp_load_acquire()${listed(edit.at)}`
    case "declared":
      return edit.name
    case "hold":
      return `hold a reference on ${edit.object} ${stretch(edit.first, edit.last)}, and let kfree wait for it`
    case "move":
      return `move ${named(edit.what)} after ${named(edit.past)}${inside(edit.past)}`
    case "check":
      return `leave ${named(edit.what)}${inside(edit.what)} out ${
        edit.skip === "while" ? "while" : "unless"
      } ${edit.object} is ${edit.value}${edit.answer === undefined ? "" : `, as if it gave ${edit.answer}`}`
    case "lock":
      return `${edit.widens ? `widen the section of ${edit.object}: hold it` : `take ${edit.object}`} ${
        stretch(edit.first, edit.last)
      }`
  }
}

/** `register_netdev() (a.ts:12)` */
const named = (place: EditPlace): string => `${place.text} (${at(place)})`

const at = ({ file, line }: EditPlace): string => `${file.slice(file.lastIndexOf("/") + 1)}:${line}`

const inside = ({ fn }: EditPlace): string => fn === "" ? "" : ` in ${fn}()`

/** `around register_netdev() (a.ts:12) in probe()`, `from x (a.ts:12) to y (a.ts:14) in probe()` */
const stretch = (first: EditPlace, last: EditPlace): string =>
  (first.line === last.line && first.column === last.column && first.callee === last.callee
    ? `around ${named(first)}`
    : `from ${named(first)} to ${named(last)}`) + inside(first)

const listed = (places: ReadonlyArray<EditPlace>): string =>
  places.length === 0 ? "" : ` (${[...new Set(places.map(at))].join(", ")})`
