/**
 * Keys of a view. They are left alone where something is typed, and with a modifier.
 */
import { useEffect, useRef } from "preact/hooks"

/** What each key does. */
export type Keys = Readonly<Record<string, () => void>>

/** Listens while the view is shown. */
export const useKeys = (keys: Keys): void => {
  const current = useRef(keys)
  current.current = keys
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const target = event.target instanceof HTMLElement ? event.target : document.body
      if (event.ctrlKey || event.altKey || event.metaKey) return
      if (target.matches("input:not([type=range]):not([type=checkbox]), select, textarea")) return
      const act = current.current[event.key]
      if (act === undefined) return
      event.preventDefault()
      act()
    }
    addEventListener("keydown", press)
    return () => removeEventListener("keydown", press)
  }, [])
}
