/** The HTML report on screens of several widths, and on paper. */
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { html } from "../../../src/report/html/html.ts"
import { chromium, goTo, openText, type Page, redrawn } from "./browser.ts"
import { report } from "./sample.ts"

/** Where a thing lies on the screen. */
interface Box {
  readonly top: number
  readonly bottom: number
}

describe.skipIf(chromium === null)("on screens and paper (skipped where no chromium is installed)", () => {
  let page: Page
  beforeAll(async () => {
    page = await openText(html(report))
  }, 60_000)
  afterAll(() => page.close())

  const settled = () => redrawn(page)
  const go = (hash: string) => goTo(page, hash)

  it("has the names of lanes and designs right below its bar, however many lines that takes", async () => {
    await page.run("void (document.body.style.paddingBottom = '2000px')")
    const boxes = (selector: string) =>
      page.run<ReadonlyArray<Box>>(`[...document.querySelectorAll(${JSON.stringify(selector)})].map((one) => {
        const text = document.createRange()
        text.selectNodeContents(one)
        return text.getBoundingClientRect().toJSON()
      })`)
    const views = [["#f=6.0&s=20", ".heads .head"], ["#f=1.0&c=0&s=0", ".compare thead th"]] as const
    for (const width of [1500, 768, 360]) {
      await page.send("Emulation.setDeviceMetricsOverride", { width, height: 600, deviceScaleFactor: 1, mobile: false })
      for (const [place, names] of views) {
        await go(place)
        await page.run(`scrollBy(0, document.querySelector(".heads + .lanes, .compare tbody")
          .getBoundingClientRect().top - 40)`)
        await settled()
        const bar = await page.run<Box>("document.querySelector('.tools').getBoundingClientRect().toJSON()")
        for (const { bottom, top } of await boxes(names)) {
          assert.isTrue(top >= bar.bottom - 1 || bottom <= bar.top, `${place} ${width}: covered, ${top} to ${bottom}`)
          // On a phone neither sticks: there is no room.
          if (width > 360) assert.closeTo(top, bar.bottom, 20, `${place} ${width}: in sight`)
        }
      }
    }
    await page.run("void (document.body.style.paddingBottom = '')")
    await page.send("Emulation.clearDeviceMetricsOverride")
  })

  it("is not wider than a phone", async () => {
    await page.send("Emulation.setDeviceMetricsOverride", {
      width: 360,
      height: 740,
      deviceScaleFactor: 1,
      mobile: true
    })
    for (const place of ["#f=1.0", "#f=1.0&c=0", "#t=1", "#f=3.0", "#"]) {
      await go(place)
      assert.isAtMost(await page.run<number>("document.documentElement.scrollWidth"), 360, place)
    }
  })

  it("is printed without its tools", async () => {
    await page.send("Emulation.setEmulatedMedia", { media: "print" })
    await go("#f=1.0")
    assert.strictEqual(await page.run("getComputedStyle(document.querySelector('.tools')).display"), "none")
    assert.isAbove(String((await page.send("Page.printToPDF"))["data"]).length, 1000)
    // Lanes that are wider than the paper are listed, each step with its task.
    await go("#f=5.0")
    const edges = "[...document.querySelectorAll('.step')].map((step) => step.getBoundingClientRect().right)"
    const paper = await page.run<number>("document.documentElement.clientWidth")
    assert.isAtMost(Math.max(...await page.run<ReadonlyArray<number>>(edges)), paper)
    assert.strictEqual(await page.run("getComputedStyle(document.querySelector('.step .unseen')).position"), "static")
    // On paper what sticks to the top of the screen would lie over a row.
    const sticky = `[...document.querySelectorAll("main *")].filter((one) =>
      getComputedStyle(one).position === "sticky").map((one) => one.outerHTML)`
    for (const place of ["#f=1.0", "#f=1.0&c=0", "#t=1", "#"]) {
      await go(place)
      assert.deepStrictEqual(await page.run(sticky), [], place)
    }
  })

  it("met no error", () => {
    assert.deepStrictEqual(page.problems, [])
  })
})
