/**
 * The map of safe orders: each order of a probe is a place, next to those that differ in one swap of neighbours.
 */
import { useEffect, useRef, useState } from "preact/hooks"
import type { PageAnswer } from "../report/html/page-data.ts"
import { count } from "../report/wording.ts"
import { mapOf, type Spot } from "./order-map.ts"

const [columnWidth, rowHeight] = [38, 46]

interface Props {
  readonly answers: ReadonlyArray<PageAnswer>
  readonly version: string
}

export const Orders = ({ answers, version }: Props) => (
  <>
    <h1>heddle orders</h1>
    <p class="dim">
      heddle {version}. {count(answers.length, "question")}: which orders of the steps of a probe are safe?
    </p>
    <p class="legend">
      Each mark is an order of the steps; a line joins two that differ in one swap of neighbours, further down are more
      swaps. ✓ in a circle: safe. Letters in a box: what is found first (see below). A broken line joins a safe order
      with an unsafe one: that swap is what matters.
    </p>
    {answers.map((answer) => <AnswerView key={`${answer.design} ${answer.kernel} ${answer.shape}`} answer={answer} />)}
  </>
)

const isSafe = (verdict: string) => verdict === "verified"

const inCapitals = (verdict: string) =>
  verdict === "no-finding" ? "BOUNDED" : verdict.replaceAll("-", " ").toUpperCase()

const initials = (verdict: string) => inCapitals(verdict).split(" ").map(([letter]) => letter).join("")

const AnswerView = ({ answer }: { readonly answer: PageAnswer }) => {
  const { constraints, orders } = answer
  const safe = orders.findIndex(({ verdict }) => isSafe(verdict))
  const [chosen, choose] = useState(Math.max(0, safe))
  const map = mapOf(orders.map(({ order }) => order))
  const view = useRef<HTMLDivElement>(null)
  const x = xOf(map.spots[chosen])
  useEffect(() => {
    const { current } = view
    if (current !== null) current.scrollLeft = x - current.clientWidth / 2
  }, [x])
  const safeCount = orders.filter(({ verdict }) => isSafe(verdict)).length
  const verdicts = [...new Set(orders.map(({ verdict }) => verdict))].filter((verdict) => !isSafe(verdict))
  const given = constraints.map(([a, b]) => `${a} before ${b}`).join(", ")
  return (
    <section class="answer">
      <h2>{answer.design} · {answer.kernel} · {answer.shape}: {safeCount} of {orders.length} orders safe</h2>
      <p>
        <b>Safe if:</b> {answer.safeIf}.
      </p>
      {given === "" ? null : <p class="dim">Given: {given}.</p>}
      <p class="legend">
        {verdicts.map((verdict) => `${initials(verdict)}: ${inCapitals(verdict)}`).join(" · ")}
        {answer.exhaustive ? "" : " · a bound was hit: not every order was explored whole"}
      </p>
      <div class="view">
        <div class="scroll" ref={view} tabIndex={0} role="region" aria-label="map of the orders">
          <OrderMap answer={answer} map={map} chosen={chosen} choose={choose} />
        </div>
        <Place answer={answer} map={map} chosen={chosen} choose={choose} />
      </div>
    </section>
  )
}

interface PlaceProps {
  readonly answer: PageAnswer
  readonly map: ReturnType<typeof mapOf>
  readonly chosen: number
  readonly choose: (order: number) => void
}

const xOf = ({ column }: Spot) => 24 + column * columnWidth
const yOf = ({ row }: Spot) => 24 + row * rowHeight

const OrderMap = ({ answer: { orders }, choose, chosen, map }: PlaceProps) => {
  const width = Math.max(...map.spots.map(xOf)) + 24
  const height = Math.max(...map.spots.map(yOf)) + 24
  return (
    <svg class="map" width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="group" aria-label="orders">
      {map.swaps.map(({ a, b }) => {
        const isEdge = isSafe(orders[a].verdict) !== isSafe(orders[b].verdict)
        const on = a === chosen || b === chosen ? " on" : ""
        const [from, to] = [map.spots[a], map.spots[b]]
        return (
          <line
            key={`${a} ${b}`}
            class={`swap${isEdge ? " limit" : ""}${on}`}
            x1={xOf(from)}
            y1={yOf(from)}
            x2={xOf(to)}
            y2={yOf(to)}
          />
        )
      })}
      {map.spots.map((spot, i) => (
        <Mark
          key={i}
          spot={spot}
          order={orders[i]}
          isChosen={i === chosen}
          choose={() => choose(i)}
        />
      ))}
    </svg>
  )
}

interface MarkProps {
  readonly spot: Spot
  readonly order: PageAnswer["orders"][number]
  readonly isChosen: boolean
  readonly choose: () => void
}

const Mark = ({ choose, isChosen, order: { order, verdict }, spot }: MarkProps) => {
  const [x, y] = [xOf(spot), yOf(spot)]
  const safe = isSafe(verdict)
  const sign = safe ? "✓" : initials(verdict)
  const text = `${sign}, ${safe ? "safe" : inCapitals(verdict)}: ${order.join(", ")}`
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Enter" && event.key !== " ") return
    event.preventDefault()
    choose()
  }
  return (
    <g
      class={`spot ${safe ? "ok" : "bad"}${isChosen ? " on" : ""}`}
      role="button"
      tabIndex={isChosen ? 0 : -1}
      aria-pressed={isChosen}
      aria-label={text}
      onClick={choose}
      onKeyDown={press}
    >
      <title>{text}</title>
      {safe ? <circle cx={x} cy={y} r={14} /> : <rect x={x - 14} y={y - 11} width={28} height={22} rx={3} />}
      <text x={x} y={y + 4}>{sign}</text>
    </g>
  )
}

const Place = ({ answer: { orders }, choose, chosen, map }: PlaceProps) => {
  const { order, title, token, verdict } = orders[chosen]
  const swaps = map.swaps.filter(({ a, b }) => a === chosen || b === chosen)
  return (
    <section class="panel" aria-label="the chosen order" aria-live="polite">
      <h2 class={isSafe(verdict) ? "ok" : "bad"}>{isSafe(verdict) ? "✓ safe" : `✗ ${inCapitals(verdict)}`}</h2>
      {title === "" ? null : <p>{title}</p>}
      {token === "" ? null : (
        <p>
          Again: <code class="copy">heddle replay {token}</code>
        </p>
      )}
      <ol class="steps">{order.map((step) => <li key={step}>{step}</li>)}</ol>
      <p>One swap away:</p>
      <ul>
        {swaps.map(({ a, b, first, second }) => {
          const other = a === chosen ? b : a
          return (
            <li key={other}>
              <button type="button" onClick={() => choose(other)}>{first} ↔ {second}</button>{" "}
              {isSafe(orders[other].verdict) ? "✓ safe" : `✗ ${inCapitals(orders[other].verdict)}`}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
