/**
 * A small search, whole: every execution from left to right, parted where another task was chosen, with how it ended.
 */
import { type Branch, branchesOf } from "./branches.ts"
import { results } from "./data.ts"
import { useKeys } from "./keys.ts"
import { go } from "./route.ts"

/** Cells between two executions, and the room for what stands at their ends. */
const lineHeight = 22
const width = 900

export const TreeView = ({ r }: { readonly r: number }) => {
  useKeys({ Escape: () => go("") })
  const result = results[r]
  const { tree } = result
  if (tree === undefined) return null
  const { branches, leaves, steps } = branchesOf(tree)
  const x = (step: number) => 10 + (width - 20) * step / Math.max(1, steps)
  const y = (line: number) => 16 + line * lineHeight
  const failing = leaves.filter(({ kinds }) => kinds.length > 0).length
  return (
    <>
      <nav aria-label="where">
        <a href="#">all cells</a> / {result.scenario} {result.design} / all executions
      </nav>
      <h1>{leaves.length} executions, {failing} with a finding</h1>
      <p>
        Time runs to the right. Lines part where another task was chosen; a name says who moves from there on. Each line
        ends as its execution did: ✓ nothing found, ✗ what was found.{" "}
        {result.exhaustive ? "These are all: one for each trace." : `Bounded: ${result.covered}.`}
      </p>
      <div class="scroll" tabIndex={0} role="region" aria-label="the tree of executions">
        <div class="tree">
          <svg width={width} height={y(leaves.length)} aria-hidden="true">
            {branches.map((branch) => <Line key={branch.id} branch={branch} x={x} y={y} />)}
          </svg>
          <ol>
            {leaves.map(({ kinds, line, number, to }) => (
              <li
                key={number}
                style={{ top: `${y(line) - 10}px`, left: `${x(to) + 6}px` }}
                class={kinds.length > 0 ? "bad" : "ok"}
              >
                {kinds.length === 0 ? "✓" : "✗"} {number + 1}
                {kinds.map((kind) => <Kind key={kind} kind={kind} r={r} />)}
              </li>
            ))}
          </ol>
        </div>
      </div>
    </>
  )
}

/** The kind, as a way to the finding of that kind. */
const Kind = ({ kind, r }: { readonly kind: string; readonly r: number }) => {
  const f = results[r].findings.findIndex((finding) => finding.kind === kind)
  const text = kind.replaceAll("-", " ").toUpperCase()
  return <>{" "}{f < 0 ? text : <a href={`#f=${r}.${f}`}>{text}</a>}</>
}

interface LineProps {
  readonly branch: Branch
  readonly x: (step: number) => number
  readonly y: (line: number) => number
}

const Line = ({ branch: { choice, failing, from, parent, to, line }, x, y }: LineProps) => {
  const kind = failing === "all" ? "bad" : failing === "none" ? "ok" : "mixed"
  return (
    <>
      <path class={`branch ${kind}`} d={`M ${x(from)} ${y(parent)} V ${y(line)} H ${x(to)}`} />
      <text x={x(from) + 4} y={y(line) - 4}>{choice}</text>
    </>
  )
}
