/**
 * Arrows between the boxes of the lanes, drawn where the boxes have come to stand. What they say is also in the panel.
 */
import type { RefObject } from "preact"
import { useLayoutEffect, useState } from "preact/hooks"
import type { PageStep } from "../report/html/page-data.ts"

interface Props {
  readonly grid: RefObject<HTMLDivElement | null>
  readonly steps: ReadonlyArray<PageStep>
  readonly chosen: PageStep | undefined
  readonly all: boolean
}

interface Place {
  readonly left: number
  readonly right: number
  readonly middle: number
}

export const Arrows = ({ all, chosen, grid, steps }: Props) => {
  const [places, setPlaces] = useState<ReadonlyMap<number, Place>>(new Map())
  const first = steps.at(0)
  useLayoutEffect(() => {
    const element = grid.current
    if (element === null) return undefined
    const measure = () => setPlaces(placesIn(element))
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [grid, first, steps.length])
  return (
    <svg class="arrows" aria-hidden="true">
      {steps.flatMap((step) =>
        step.after.map((before, i) => {
          const [a, b] = [places.get(before), places.get(step.index)]
          const isOn = chosen?.index === step.index || chosen?.index === before
          return a === undefined || b === undefined || !(all || isOn)
            ? null
            : <Arrow key={`${before} ${step.index}`} a={a} b={b} kind={step.by?.[i] ?? "after"} isOn={isOn} />
        })
      )}
    </svg>
  )
}

const placesIn = (element: HTMLElement): ReadonlyMap<number, Place> =>
  new Map(
    Array.from(element.querySelectorAll<HTMLElement>("[data-step]"), (box) => [
      Number(box.dataset["step"]),
      {
        left: box.offsetLeft,
        right: box.offsetLeft + box.offsetWidth,
        middle: box.offsetTop + box.offsetHeight / 2
      }
    ])
  )

interface ArrowProps {
  readonly a: Place
  readonly b: Place
  readonly kind: string
  readonly isOn: boolean
}

const Arrow = ({ a, b, isOn, kind }: ArrowProps) => {
  const isRight = a.left <= b.left
  const [x1, x2] = isRight ? [a.right, b.left] : [a.left, b.right]
  const bend = isRight ? 14 : -14
  const on = isOn ? " on" : ""
  return (
    <>
      <path
        class={`edge${on}`}
        data-kind={kind}
        d={`M ${x1} ${a.middle} C ${x1 + bend} ${a.middle} ${x2 - bend} ${b.middle} ${x2} ${b.middle}`}
      />
      <path class={`head${on}`} d={`M ${x2} ${b.middle} l ${isRight ? -7 : 7} -4 v 8 z`} />
    </>
  )
}
