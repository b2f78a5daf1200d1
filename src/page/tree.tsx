/**
 * A small search, whole: every execution from left to right, parted where another task was chosen, with how it ended.
 */
import type { Tree } from "../sim/result.ts"
import { type Branch, branchesOf } from "./branches.ts"
import { nameOf, results, searchOf } from "./data.ts"
import { useKeys } from "./keys.ts"
import { go } from "./route.ts"

/** Between two executions. */
const lineHeight = 22

/** Of a letter of a name, and of the room for one. */
const letter = 6.5
const columnMax = 150

export const TreeView = ({ r }: { readonly r: number }) => {
  useKeys({ Escape: () => go("") })
  const result = results[r]
  const { tree } = result
  if (tree === undefined) return null
  const { branches, depth, leaves } = branchesOf(tree)
  const column = Math.min(columnMax, 20 + letter * Math.max(...tree.choices.map(({ length }) => length)))
  const x = (parting: number) => 10 + column * parting
  const y = (line: number) => 16 + line * lineHeight
  const failing = leaves.filter(({ kinds }) => kinds.length > 0).length
  return (
    <>
      <nav aria-label="where">
        <a href="#">all cells</a> / {nameOf(result)} / all executions
      </nav>
      <h1>{leaves.length} executions, {failing} with a finding</h1>
      <p>
        Lines part where another task was chosen; a name says who moves from there on. Each line ends as its execution
        did: ✓ nothing found, ✗ what was found.{" "}
        {result.exhaustive ? "These are all: one for each trace." : searchOf(result)}
      </p>
      <div class="scroll" tabIndex={0} role="region" aria-label="the tree of executions">
        <div class="tree" style={{ width: `${x(depth) + 330}px` }}>
          <svg width={x(depth)} height={y(leaves.length)} aria-hidden="true">
            {branches.map((branch) => (
              <Line key={branch.id} branch={branch} x={x} y={y} room={Math.floor((column - 8) / letter)} />
            ))}
          </svg>
          <ol>
            {leaves.map(({ depth: end, kinds, line, number }) => (
              <li
                key={number}
                style={{ top: `${y(line) - 10}px`, left: `${x(end) + 6}px` }}
                class={kinds.length > 0 ? "bad" : "ok"}
              >
                {kinds.length === 0 ? "✓" : "✗"} {number + 1}
                {kinds.map((kind) => <Kind key={kind} kind={kind} r={r} />)}
                <span class="unseen">: {whoMoves(tree, number)}</span>
              </li>
            ))}
          </ol>
        </div>
      </div>
    </>
  )
}

/** The picture in words: who moves, and for how many steps. */
const whoMoves = ({ choices, executions }: Tree, number: number): string =>
  executions[number].runs.flatMap((choice, i, runs) => i % 2 === 0 ? [`${choices[choice]} ${runs[i + 1]}`] : []).join(
    ", "
  )

/** The kind, as a way to the finding of that kind. */
const Kind = ({ kind, r }: { readonly kind: string; readonly r: number }) => {
  const f = results[r].findings.findIndex((finding) => finding.kind === kind)
  const text = kind.replaceAll("-", " ").toUpperCase()
  return <>{" "}{f < 0 ? text : <a href={`#f=${r}.${f}`}>{text}</a>}</>
}

interface LineProps {
  readonly branch: Branch
  readonly x: (parting: number) => number
  readonly y: (line: number) => number
  /** Letters that a name may have. */
  readonly room: number
}

const Line = ({ branch, room, x, y }: LineProps) => {
  const { choice, depth, failing, from, line, parent, to } = branch
  const kind = failing === "all" ? "bad" : failing === "none" ? "ok" : "mixed"
  return (
    <g>
      <title>{choice}, steps {from} to {to - 1}</title>
      <path class={`branch ${kind}`} d={`M ${x(depth)} ${y(parent)} V ${y(line)} H ${x(depth + 1)}`} />
      <text x={x(depth) + 5} y={y(line) - 4}>{choice.length > room ? `${choice.slice(0, room - 1)}…` : choice}</text>
    </g>
  )
}
