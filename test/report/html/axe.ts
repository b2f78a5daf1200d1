/** The rules of axe-core, asked of a page in a browser. */
import * as fs from "node:fs"
import * as module from "node:module"
import type { Page } from "./browser.ts"

interface Rule {
  readonly id: string
  readonly nodes: ReadonlyArray<{ readonly html: string; readonly failureSummary: string }>
}

/** Rules that the page breaks, and those of which axe cannot tell, with the elements. */
export interface Faults {
  readonly violations: ReadonlyArray<Rule>
  readonly incomplete: ReadonlyArray<Rule>
}

/** Puts axe into the page. */
export const loadAxe = (page: Page): Promise<unknown> =>
  page.run(fs.readFileSync(module.createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8"))

/** What axe says of the page as it is. */
export const faultsIn = (page: Page): Promise<Faults> =>
  page.run(`axe.run(document, { resultTypes: ["violations", "incomplete"] }).then(
    ({ incomplete, violations }) => ({ incomplete, violations }))`)
