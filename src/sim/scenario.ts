/**
 * What a scenario is: a question, the program that asks it, and the cells in which it is asked.
 *
 * A cell is design x kernel x shape with the verdict declared for it; the layer put under a cell
 * answers the program's requests for services. The declared kinds are the regression suite.
 */
import type * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import { ScenarioError } from "./errors.ts"
import { type StrategyName, strategyNames } from "./explore/strategy-names.ts"
import type { Limits } from "./limits.ts"
import type { Timing } from "./time/timing.ts"

/** The kinds of finding, most specific first. */
export const kinds = [
  "torn-read",
  "window-read",
  "early-call",
  "data-race",
  "hijacked-call",
  "null-call",
  "use-after-free",
  "double-free",
  "read-only-write",
  "deadlock",
  "lock-order",
  "lost-function",
  "leak",
  "assertion",
  "livelock"
] as const
/** One kind of finding. */
export type Kind = (typeof kinds)[number]

/** What a cell is declared to find: nothing, one kind, or exactly these kinds. */
export type Declaration = "verified" | Kind | ReadonlyArray<Kind>

/** Where a cell comes from: the code as it was, what the API's rule allows, or a design on a kernel it was never in. */
export type Provenance = "as-posted" | "as-permitted" | "counterfactual"

/**
 * How a cell is searched where nobody says otherwise: for programs too large for the exhaustive search.
 *
 * Its bounds are part of the verdict, as any other: such a cell is never `verified`. Whoever names a strategy
 * (`--strategy dpor`) takes this away; whoever names a number of executions changes that alone.
 */
export interface Search {
  readonly strategy: StrategyName
  /** It ends after so many. */
  readonly executions: number
}

/** What the body is told of its cell. */
export interface CellName {
  readonly design: string
  readonly kernel: string
  readonly shape: string
}

/** One cell, normalised. */
export interface Cell extends CellName {
  readonly provenance: Provenance | ""
  readonly declared: ReadonlyArray<Kind>
  readonly why: string
  /** Absent: exhaustively. */
  readonly search?: Search
  readonly layer: Layer.Layer<any> | undefined
}

/** One cell as written. */
export interface CellSpec<R = any> {
  readonly design: string
  readonly kernel?: string
  readonly shape?: string
  readonly provenance?: Provenance
  readonly declared: Declaration
  readonly why?: string
  readonly search?: Search
  /** The services the body asks for. Built once per cell: it must hold no state. */
  readonly layer?: Layer.Layer<R>
}

/** What a scenario says besides its program. */
export interface ScenarioOptions<R> {
  /** The question in a few lines of prose. */
  readonly question?: string
  /** Short form of cells that differ in nothing but the design. */
  readonly designs?: { readonly [design: string]: Declaration }
  readonly cells?: ReadonlyArray<CellSpec<R>>
  readonly limits?: Partial<Limits>
  readonly assumes?: ReadonlyArray<Assumption>
  /** Places (see `reached`) that some execution of each cell must reach, or the cell is vacuous. */
  readonly reaches?: ReadonlyArray<string>
  /** What no remedy may change: of two functions or objects, the first comes before the second. */
  readonly order?: ReadonlyArray<readonly [before: string, after: string]>
  /** How long things take in timed runs; explorations do not ask. */
  readonly timing?: Timing
}

/** What a scenario may take for granted; printed with every verdict. */
export type Assumption =
  /** Sleeps end in the order of their deadlines. */
  "deadline-order"

/** The program of a scenario: the body of its first task, `main`. */
export type Program = (cell: CellName) => Generator<any, any, any>

/** A question heddle can answer. */
export interface Scenario {
  readonly [isScenarioKey]: true
  readonly name: string
  readonly question: string
  readonly cells: ReadonlyArray<Cell>
  readonly program: Program
  readonly limits: Partial<Limits>
  readonly assumes: ReadonlyArray<Assumption>
  readonly reaches: ReadonlyArray<string>
  readonly order: ReadonlyArray<readonly [before: string, after: string]>
  readonly timing: Timing | undefined
}

const isScenarioKey = "~heddle/Scenario" as const

/** Is this value a scenario? Holds across copies of heddle. */
export const isScenario = (value: unknown): value is Scenario =>
  typeof value === "object" && value !== null && (value as any)[isScenarioKey] === true

/** The services that the effects a program yields ask for. */
type Asked<Y> = [Y] extends [never] ? never : Y extends Effect.Effect<any, any, infer R> ? R : never

/**
 * Defines a scenario. The program is run from scratch for every schedule: all state is made inside
 * it, every access to shared state is a `yield*`, nothing else may wait.
 *
 * @example
 * const designs = { plain: "data-race", locked: "verified" } as const
 * export default scenario("races/lost-update", { designs }, function*({ design }) {
 *   const x = yield* variable("x", 0)
 *   ...
 * })
 */
export function scenario(name: string, program: Program): Scenario
export function scenario<Y>(
  name: string,
  options: ScenarioOptions<NoInfer<Asked<Y>>>,
  program: (cell: CellName) => Generator<Y, any, any>
): Scenario
export function scenario(name: string, ...rest: ReadonlyArray<any>): Scenario {
  const [options, program]: [ScenarioOptions<any>, Program] = rest.length === 1 ? [{}, rest[0]] : [rest[0], rest[1]]
  if (!isName(name)) throw misuse(`a scenario's name has 1 to ${nameMax} printable characters; this is ${quoted(name)}`)
  if (typeof program !== "function") throw misuse(`${name}: the program, a function*, is missing`)
  return Object.freeze({
    [isScenarioKey]: true as const,
    name,
    question: options.question ?? "",
    cells: cellsOf(name, options),
    program,
    limits: options.limits ?? {},
    assumes: options.assumes ?? [],
    reaches: options.reaches ?? [],
    order: options.order ?? [],
    timing: options.timing
  })
}

const nameMax = 200
/** Names are printed in tables and diagrams. */
const isName = (name: unknown): name is string =>
  // oxlint-disable-next-line no-control-regex
  typeof name === "string" && name.length > 0 && name.length <= nameMax && !/[\u0000-\u001f\u007f-\u009f]/.test(name)
const quoted = (value: unknown): string => (JSON.stringify(value) ?? String(value)).slice(0, 60)
const misuse = (message: string): ScenarioError => new ScenarioError("misuse", message)

const cellsOf = (name: string, { cells, designs }: ScenarioOptions<any>): ReadonlyArray<Cell> => {
  if (designs !== undefined && cells === undefined && Object.keys(designs).length === 0) {
    throw misuse(`${name}: designs is empty: name at least one, or leave it out`)
  }
  const short = Object.entries(designs ?? {}).map(([design, declared]) => ({ design, declared }))
  const specs: ReadonlyArray<CellSpec> = [...short, ...(cells ?? [])]
  return (specs.length === 0 ? [{ design: "", declared: "verified" as const }] : specs).map((spec) =>
    normal(name, spec)
  )
}

const normal = (name: string, spec: CellSpec): Cell => ({
  design: spec.design,
  kernel: spec.kernel ?? "",
  shape: spec.shape ?? "",
  provenance: spec.provenance ?? "",
  declared: declaredKinds(name, spec),
  why: spec.why ?? "",
  ...(spec.search === undefined ? {} : { search: soundSearch(name, spec, spec.search) }),
  layer: spec.layer
})

const soundSearch = (name: string, { design }: CellSpec, search: Search): Search => {
  const { executions, strategy } = search
  if (strategyNames.includes(strategy) && Number.isSafeInteger(executions) && executions > 0) return search
  throw misuse(
    `${name} [${design}] is to be searched by ${quoted(search)}: ` +
      `name a strategy (${strategyNames.join(", ")}) and how many executions, 1 or more`
  )
}

const declaredKinds = (name: string, { declared, design }: CellSpec): ReadonlyArray<Kind> => {
  if (declared === "verified") return []
  const list = typeof declared === "string" ? [declared] : declared
  const unknown = list.find((kind) => !kinds.includes(kind))
  if (unknown !== undefined || list.length === 0) {
    throw misuse(
      `${name} [${design}] declares ${quoted(unknown ?? list)}, which is no kind of finding: ` +
        `say "verified" or some of ${kinds.join(", ")}`
    )
  }
  return kinds.filter((kind) => list.includes(kind))
}
