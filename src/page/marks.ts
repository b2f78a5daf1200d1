/**
 * What is said of a step beside what it did: its part in the finding, the race, the window, the torn value.
 */
import type { PageFinding, PageStep } from "../report/html/page-data.ts"
import type { Edge, Reason } from "../sim/result.ts"

/** The marks of a step, as words. */
export const marksOf = (step: PageStep, { because }: PageFinding): ReadonlyArray<string> => {
  const found = step.role === "" ? [] : [step.role.replaceAll("-", " ")]
  for (const reason of because as ReadonlyArray<Reason>) {
    if (reason.tag === "unordered" && step.index === reason.a) found.push(`races with step ${reason.b}`)
    if (reason.tag === "unordered" && step.index === reason.b) found.push(`races with step ${reason.a}`)
    if (reason.tag === "window" && step.index === reason.first) found.push("window opens")
    if (reason.tag === "window" && step.index === reason.last) found.push("window closes")
    if (reason.tag === "window" && step.index === reason.read) found.push("reads in the window")
    if (reason.tag === "torn" && reason.fields.some((field) => field.step === step.index)) found.push("torn value")
  }
  return [...new Set(found)]
}

type Share = NonNullable<PageFinding["shares"]>["at"][number]

/** How many schedules that begin so show the finding. */
export const shareInWords = ({ failing, total }: Pick<Share, "failing" | "total">): string =>
  `${failing} of ${total} schedules that begin so show this finding`

/** How a marked box looks: the shape of its edge says the same as its words. */
export const lookOf = (marks: ReadonlyArray<string>): string =>
  marks.some((mark) => /^(racing|races)/.test(mark))
    ? " race"
    : marks.includes("torn value")
    ? " torn"
    : marks.length > 0
    ? " part"
    : ""

/** Is an update open at this line: between its first store and its last? */
export const isOpen = (index: number, { because, kind, trace }: PageFinding): boolean => {
  const windows = (because as ReadonlyArray<Reason>).filter((reason) => reason.tag === "window")
  if (windows.some(({ first, last }) => index >= first && (last === null || index <= last))) return true
  if (kind !== "torn-read" || windows.length > 0) return false
  const stores = trace.steps.filter(({ role }) => role.endsWith("store"))
  const [first, last] = [stores.at(0), stores.findLast(({ role }) => role === "last-store")]
  return first !== undefined && index >= first.index && (last === undefined || index <= last.index)
}

/** How a step comes after another, in words. */
export const edgeWords: { readonly [E in Edge | "after"]: string } = {
  lock: "lock handed over by",
  release: "acquires what was released by",
  "reads-from": "reads from",
  "from-read": "stores over what was read by",
  overwrites: "overwrites",
  after: "comes after"
}

/** `was` is told where it is another value. */
export const textOf = ({ text, value, was }: Pick<PageStep, "text" | "value" | "was">): string =>
  `${text}${value === undefined ? "" : ` → ${value}`}${was === undefined || was === value ? "" : `  (was ${was})`}`
