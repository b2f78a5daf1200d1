/** The HTML report as assistive technology meets it: the rules of axe-core, and what Chromium tells a screen reader. */
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { html } from "../../../src/report/html/html.ts"
import { faultsIn, loadAxe } from "./axe.ts"
import { chromium, goTo, openText, type Page } from "./browser.ts"
import { report } from "./sample.ts"

/** One of every view, and what it looks like on a screen. */
const views = ["#", "#f=1.0&s=1", "#f=2.0", "#f=3.0&s=1", "#f=1.0&c=0", "#t=1"]
const screens = [[1280, "light"], [1280, "dark"], [360, "light"]] as const

interface Node {
  readonly nodeId: string
  readonly ignored: boolean
  readonly role?: { readonly value: string }
  readonly name?: { readonly value: string }
}

describe.skipIf(chromium === null)("to assistive technology (skipped where no chromium is installed)", () => {
  let page: Page
  beforeAll(async () => {
    page = await openText(html(report))
    await loadAxe(page)
  }, 60_000)
  afterAll(() => page.close())

  const go = (hash: string) => goTo(page, hash)

  /** Roles and names, as read out from top to bottom. */
  const heard = async () => {
    const { nodes } = await page.send("Accessibility.getFullAXTree") as { readonly nodes: ReadonlyArray<Node> }
    return nodes.filter(({ ignored }) => !ignored).map(({ name, role }) => `${role?.value} ${name?.value}`)
  }

  it("breaks no rule of axe-core in any view, wide and narrow, light and dark", { timeout: 60_000 }, async () => {
    for (const [width, scheme] of screens) {
      const mobile = width < 500
      await page.send("Emulation.setDeviceMetricsOverride", { width, height: 800, deviceScaleFactor: 1, mobile })
      await page.send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }] })
      for (const view of views) {
        await go(view)
        // What lies over or under a text keeps axe from judging its contrast.
        await page.run(`document.querySelectorAll('.arrows, .window, .filled, .tree svg').forEach((one) => {
          one.style.display = 'none' })`)
        const { incomplete, violations } = await faultsIn(page)
        assert.deepStrictEqual(violations, [], `${view} ${width} ${scheme}`)
        if (mobile) continue
        // What axe cannot tell by itself: whether a sign is a text; and on a phone, what lies outside the screen.
        const unsure = incomplete.flatMap(({ id, nodes }) => nodes.map((node) => `${id} ${node.html}`))
        assert.deepStrictEqual(unsure.filter((one) => !/aria-label="step (back|forward)"/.test(one)), [], view)
      }
    }
  })

  it("says of each step its number, task, place and marks, and of each share what it is a share of", async () => {
    await go("#f=1.0&s=1")
    const race = await heard()
    assert.include(race, "button step 0, writer: x = 1 (was 0) writer devlink.ts:5 races with step 2")
    assert.include(race, "status ")
    assert.include(race, "StaticText step 1, line 2 of 4: writer: y = 2 (was 0)")
    await go("#f=3.0&s=1")
    const torn = await heard()
    assert.include(torn, "image 8 of 8 schedules that begin so show this finding")
    assert.isTrue(torn.some((one) => /^button step 1, .* torn value/.test(one)), torn.join("\n"))
  })

  it("says what stands on both sides of a comparison", async () => {
    await go("#f=1.0&c=0&s=1")
    assert.strictEqual(
      await page.run("document.getElementById('now').textContent"),
      "row 2 of 5: left x = 1  (was 0), right x = 1"
    )
    await go("#f=1.0&c=0&s=3")
    assert.include(
      await page.run<string>("document.getElementById('now').textContent"),
      "left x → 1, right cannot follow"
    )
  })

  it("has a name for every control, and one place for what is announced", async () => {
    for (const view of views) {
      await go(view)
      const all = await heard()
      assert.deepStrictEqual(
        all.filter((one) => /^(button|checkbox|combobox|link|searchbox|slider|region) $/.test(one)),
        []
      )
      assert.isAtMost(all.filter((one) => one.startsWith("status ")).length, 1, view)
    }
  })
})
