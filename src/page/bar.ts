/**
 * The bar that sticks to the top of the screen takes more lines where there is less room. What sticks right below it
 * (style.css) is told its height.
 */
import { useLayoutEffect, useRef } from "preact/hooks"

/** For the element of the bar: keeps `--bar` at its height in pixels. */
export const useBar = () => {
  const bar = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const { current } = bar
    if (current === null) return
    // Rounded down: a gap would let through what passes below.
    const measure = () => document.documentElement.style.setProperty("--bar", `${current.offsetHeight - 1}px`)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(current)
    return () => observer.disconnect()
  }, [])
  return bar
}
