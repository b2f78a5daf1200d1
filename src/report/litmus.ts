/**
 * Findings as litmus tests in the C of the kernel's memory model: herd7 says with them whether the same can happen on
 * real hardware, and whether the barriers hold there.
 *
 * The threads are the finding's own execution, with branches as taken and values as stored: dependencies of the program
 * are not in the test. Every test asks whether all reads can give what they gave here; under sequential consistency
 * they can. A finding that is no straight line gets a comment that names the step.
 * Source: tools/memory-model/Documentation/litmus-tests.txt and linux-kernel.def (6.1).
 */
import type { CellResult, Finding } from "../sim/result.ts"
import { type Fragment, fragmentOf, type Sort, type Statement } from "./litmus-fragment.ts"
import { printable } from "./printable.ts"
import { replayCommand } from "./replay-command.ts"
import type { Report } from "./schema.ts"
import { cellInPrint } from "./wording.ts"

/**
 * A litmus test for each finding. herd7 takes one test a file.
 *
 * @example
 * fs.writeFileSync("race.litmus", litmus(report)) // herd7 -conf linux-kernel.cfg race.litmus
 */
export const litmus = ({ results }: Report): string =>
  results.flatMap((cell) => cell.findings.map((finding) => testOf(cell, finding))).join("\n")

const testOf = (cell: CellResult, finding: Finding): string => {
  const fragment = fragmentOf(finding)
  const about = [finding.title, cellInPrint(cell), replayCommand(cell, finding)]
  if ("refused" in fragment) return comment([...about, `No litmus test: ${fragment.refused}`])
  const { locations, threads } = fragment
  const names = namesOf(locations.filter(({ sort }) => sort !== "rcu").map(({ object }) => object))
  const asked = conditionOf(fragment, names)
  if (asked === "") return comment([...about, "No litmus test: nothing is read and nothing is stored"])
  const renamed = locations.flatMap(({ object }) => {
    const name = names.get(object)
    return name === undefined || name === object ? [] : [`${name} is ${object}`]
  })
  const hasMutex = threads.some(({ statements }) => statements.some(({ op }) => op.startsWith("mutex")))
  const sleeping = hasMutex ? ["The memory model has no mutex: spinlocks stand for them"] : []
  return [
    `C ${titleOf(cell, finding)}`,
    "",
    comment([...about, ...threads.map(({ name }, i) => `P${i} is ${name}`), ...renamed, ...sleeping]),
    `{${initOf(fragment, names)}}`,
    "",
    ...threads.flatMap((_, i) => [...threadOf(i, fragment, names), ""]),
    `exists (${asked})`,
    ""
  ].join("\n")
}

/** Locations by their names in C. */
type Names = ReadonlyMap<string, string>

/** What each read gave, and what is in the end where somebody saw it. */
const conditionOf = ({ final, threads }: Fragment, names: Names): string => {
  const read = threads.flatMap(({ statements }, i) =>
    statements.filter(gives).map(({ value }, register) => `${i}:r${register}=${value}`)
  )
  return [...read, ...final.map(({ object, value }) => `${names.get(object)}=${value}`)].join(" /\\ ")
}

const gives = ({ value }: Statement) => value !== undefined

/** Only what is not 0 has to be said. */
const initOf = ({ locations }: Fragment, names: Names): string => {
  const set = locations.filter(({ first }) => first !== 0)
  return set.length === 0 ? "" : ` ${set.map(({ first, object }) => `${names.get(object)}=${first};`).join(" ")} `
}

const types: { readonly [S in Sort]: string } = { int: "int", atomic: "atomic_t", spinlock: "spinlock_t", rcu: "" }

const threadOf = (i: number, { locations, threads }: Fragment, names: Names): ReadonlyArray<string> => {
  const { statements } = threads[i]!
  const used = locations.filter(({ object }) =>
    names.has(object) && statements.some((statement) => statement.object === object)
  )
  const registers = new Map(statements.filter(gives).map((statement, register) => [statement, register]))
  return [
    `P${i}(${used.map(({ object, sort }) => `${types[sort]} *${names.get(object)}`).join(", ")})`,
    "{",
    ...statements.map((statement) => {
      const register = registers.get(statement)
      const text = expressionOf(statement, names.get(statement.object) ?? "")
      return `\t${register === undefined ? "" : `int r${register} = `}${text};`
    }),
    "}"
  ]
}

const expressionOf = ({ args, op }: Statement, at: string): string => {
  switch (op) {
    case "load":
      return `*${at}`
    case "store":
      return `*${at} = ${args[0]}`
    case "READ_ONCE":
    case "WRITE_ONCE":
      return `${op}(${[`*${at}`, ...args].join(", ")})`
    case "atomic_fetch_add":
      return `${op}(${args[0]}, ${at})`
    default:
      return `${op.replace("mutex", "spin")}(${[...(at === "" ? [] : [at]), ...args].join(", ")})`
  }
}

/** What a location must not be called in a test: a register, a thread, a word of the language, or a function. */
const reserved = new RegExp(
  `^(${
    [
      "[rP]?\\d.*|_*|C|int|long|void|volatile|struct|if|else|while|exists|forall|filter|locations|not|true|false",
      "(spin|smp|s?rcu|synchronize|atomic|call)_.*|(cmp)?xchg.*|READ_ONCE|WRITE_ONCE|.*_t"
    ].join("|")
  })$`
)

/** A name in C for each object: its own as far as that is one, and no other's. */
const namesOf = (objects: ReadonlyArray<string>): Names => {
  const taken = new Set<string>()
  const names = objects.map((object) => {
    const plain = object.replace(/\W/g, "_")
    const base = reserved.test(plain) ? `v_${plain}` : plain
    const name = [base, ...objects.map((_, i) => `${base}_${i + 2}`)].find((candidate) => !taken.has(candidate))!
    taken.add(name)
    return [object, name] as const
  })
  return new Map(names)
}

/** `C races/message-passing+plain+data-race`: letters that a name of a test may have. */
const titleOf = ({ design, kernel, scenario, shape }: CellResult, { kind }: Finding): string =>
  [scenario, design, kernel, shape, kind].filter((part) => part !== "").join("+").replace(/[^\w/+.-]/g, "_")

/** Comments nest, and end the text before a test where they hold a brace. */
const comment = (lines: ReadonlyArray<string>): string =>
  `(*\n${lines.map((line) => ` * ${inComment(line)}\n`).join("")} *)\n`

const inComment = (text: string) => printable(text).replace(/[{}"]/g, "'").replaceAll("*", "x")
