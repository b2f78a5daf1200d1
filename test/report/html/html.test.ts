/** The HTML report as a reader meets it: in a browser, by keys, by links, and with names that try to be markup. */
import { createHash } from "node:crypto"
import * as fs from "node:fs"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { findingText } from "../../../src/report/finding.ts"
import { html } from "../../../src/report/html/html.ts"
import program from "../../../src/report/html/page.json" with { type: "json" }
import { bundle, bundleFile } from "../../../tools/page.ts"
import { long } from "../fixtures.ts"
import { chromium, goTo, openText, type Page, redrawn } from "./browser.ts"
import { evil, report } from "./sample.ts"

const sha256 = (text: string) => createHash("sha256").update(text).digest("base64")

describe("the page", () => {
  it("allows its own program and style, by their hashes, and nothing else", () => {
    assert.strictEqual(program.scriptHash, `sha256-${sha256(program.script)}`)
    assert.strictEqual(program.styleHash, `sha256-${sha256(program.style)}`)
  })

  it("has the program as its sources are (npm run page)", () => {
    assert.strictEqual(fs.readFileSync(bundleFile, "utf8"), bundle())
  })

  it("holds no end of a script but its own, whatever the names are", () => {
    assert.strictEqual(html(report).split("</script>").length, 3)
    assert.notInclude(html(report), "<img")
  })

  it("names no place to fetch anything from", () => {
    assert.deepStrictEqual(
      html(report).match(/(src|href)="|url\(|@import|https?:(?!\/\/www\.w3\.org\/)/g),
      null
    )
  })
})

describe.skipIf(chromium === null)("in a browser (skipped where no chromium is installed)", () => {
  let page: Page
  beforeAll(async () => {
    page = await openText(html(report))
  }, 60_000)
  afterAll(() => page.close())

  const settled = () => redrawn(page)
  const go = (hash: string) => goTo(page, hash)
  const press = async (key: string) => {
    await page.run(`void document.activeElement.dispatchEvent(
      new KeyboardEvent("keydown", { key: "${key}", bubbles: true }))`)
    await settled()
  }
  const text = (selector: string) =>
    page.run<string>(`document.querySelector(${JSON.stringify(selector)})?.textContent`)
  const hash = () => page.run<string>("location.hash")

  it("shows every cell, and those that the filter keeps", async () => {
    const rows = "document.querySelectorAll('tbody tr').length"
    assert.strictEqual(await page.run(rows), 7)
    const type = (words: string) =>
      page.run(`void (filter = document.getElementById("filter"), filter.value = ${JSON.stringify(words)},
        filter.dispatchEvent(new Event("input", { bubbles: true })))`)
    await type("SAFE")
    await settled()
    assert.strictEqual(await text("#shown"), "1 of 7 cells")
    await type("")
    await page.run("document.getElementById('odd').click()")
    await settled()
    assert.strictEqual(await text("#shown"), "1 of 7 cells")
    assert.include(await text("tbody"), "c/long")
    await page.run("document.getElementById('odd').click()")
    await settled()
    assert.strictEqual(await page.run(rows), 7)
  })

  it("opens the step that a link names, with what it changed", async () => {
    await go("#f=1.0&s=1")
    assert.include(await text("[aria-current=step]"), "y = 2")
    assert.include(await text("#panel tr.changed"), "▸ y")
    assert.include(await text("#panel tr.changed"), "2")
  })

  it("steps by keys, and keeps the link", async () => {
    await press("ArrowRight")
    assert.strictEqual(await hash(), "#f=1.0&s=2")
    await press("Home")
    assert.include(await text("#now"), "step 0, line 1 of 4")
    await press("ArrowLeft")
    assert.strictEqual(await hash(), "#f=1.0&s=0")
    await press("End")
    assert.strictEqual(await hash(), "#f=1.0&s=3")
    await press("Home")
    await press("s")
    assert.strictEqual(await hash(), "#f=1.0&s=2")
  })

  it("keeps the focus in the lanes while one steps through them", async () => {
    await go("#f=1.0&s=0")
    await page.run("document.querySelector('[aria-current=step]').focus()")
    await press("ArrowDown")
    assert.strictEqual(await page.run("document.activeElement.dataset.step"), "1")
    assert.strictEqual(await page.run("document.querySelectorAll('.step[tabindex=\"0\"]').length"), 1)
  })

  it("leads from a value to the step that stored it", async () => {
    await go("#f=1.0&s=3")
    await page.run("document.querySelector('#panel [data-from=\"0\"]').click()")
    assert.strictEqual(await hash(), "#f=1.0&s=0")
  })

  it("says who could have run instead, what comes of it, and how to go on from there", async () => {
    await go("#f=1.0&s=0")
    const said = await text("#instead")
    assert.include(said, "reader: x → 0")
    assert.include(said, "✓ nothing found")
    assert.include(said, "what follows: 3 lines")
    assert.strictEqual(
      await text("#instead code"),
      "heddle replay hd1-3f9c2a10-AQA --interactive"
    )
    assert.include(said, "then g 0")
    await go("#f=1.0&s=1")
    assert.include(await text("#instead"), "✗ DATA RACE")
    assert.include(await text("#instead"), "then g 1")
  })

  it("says at least what others were about to do, where their executions were not run", async () => {
    await go("#f=4.0&s=0")
    assert.include(await text("#instead"), "reader: x")
    await page.run("document.querySelector('#instead button').click()")
    await settled()
    assert.strictEqual(await hash(), "#f=4.0&s=2")
  })

  it("says in words which steps race, draws what reads from what, and ghosts what was not taken", async () => {
    assert.include(await text(".step.race"), "races with step 2")
    const kinds = "[...document.querySelectorAll('.arrows .edge')].map((path) => path.dataset.kind)"
    assert.deepStrictEqual(await page.run(kinds), ["reads-from", "overwrites"])
    assert.include(await text("#panel"), "reads from step 0")
    assert.include(await text(".ghost"), "not taken")
  })

  it("counts steps that explain nothing, and draws them on demand or where a link leads to one", async () => {
    const drawn = () => page.run<number>("document.querySelectorAll('.step:not(.ghost)').length")
    await go("#f=6.0")
    const few = await drawn()
    assert.match(await text(".fold"), /^… \d+ steps$/)
    assert.isBelow(few, long.trace.steps.length)
    await press("f")
    assert.strictEqual(await drawn(), long.trace.steps.length)
    await press("f")
    assert.strictEqual(await drawn(), few)
    // A folded step that is chosen is drawn.
    await press("Home")
    assert.include(await text("[aria-current=step]"), "net.registered")
    await go("#f=5.0")
    await go(`#f=6.0&s=${long.trace.steps[3]!.index}`)
    assert.strictEqual(await drawn(), long.trace.steps.length)
  })

  it("shows 10,000 steps in parts, and says so", async () => {
    await go("#f=2.0")
    assert.include(await text("#now"), "step 9999, line 10000 of 10000")
    // In the numbers that stand beside the boxes.
    const said = async (first: number, last: number) => {
      const numbers = await page.run<Array<string>>(
        "[...document.querySelectorAll('.gutter')].map((one) => one.innerText)"
      )
      assert.deepStrictEqual([numbers[0], numbers.at(-1)], [`${first}`, `${last}`])
      const shown = `Shown: steps ${first} to ${last}, those around the chosen one, of 10,000 steps.`
      assert.strictEqual(await text("[role=note]"), shown)
    }
    await said(9700, 9999)
    assert.isAtMost(await page.run<number>("document.querySelectorAll('.step').length"), 300)
    await press("Home")
    await said(0, 299)
  })

  it("changes as little of the page for a step of 10,000 as for one of 4", async () => {
    const changes = async (place: string) => {
      await go(place)
      await page.run(
        `void (window.changed = 0, window.watching = new MutationObserver((all) => window.changed += all.length),
        watching.observe(document.body, { attributes: true, characterData: true, childList: true, subtree: true }))`
      )
      await press("k")
      return page.run<number>("watching.disconnect(), window.changed")
    }
    const few = await changes("#f=1.0&s=3")
    assert.isAbove(few, 4)
    assert.isAtMost(await changes("#f=2.0&s=9950"), 2 * few)
  })

  it("marks torn values, the open window, the point of no return and the shares", async () => {
    await go("#f=3.0&s=1")
    assert.include(await text(".step.torn"), "torn value")
    assert.isAbove(await page.run<number>("document.querySelectorAll('.window').length"), 0)
    assert.include(await text(".point"), "point of no return")
    assert.include(await text(".share"), "100 %")
  })

  it("says that a finding is minimal, and what it was shrunk from, as the terminal does", async () => {
    await go("#f=3.0")
    const size = "5 steps, 1 preemption, minimal: 59 -> 5 steps (44 executions)"
    assert.include(await text("main"), `${size}. `)
    const { findings: [torn], ...cell } = report.results[3]!
    assert.include(findingText(cell, torn!), size)
  })

  it("says once what ended the search", async () => {
    await go("#f=2.0")
    assert.include(await text("main"), "1 preemption. Search bounded by: 4 executions. Again:")
    await go("#f=3.0")
    assert.include(await text("main"), ". Search: every trace, 4 executions. Again:")
    await go("#")
    assert.include(await text("tbody tr:nth-child(3)"), "bounded by: 4 executions")
    assert.strictEqual((await text("tbody tr:nth-child(3)")).split("4 executions").length, 2)
  })

  it("says that nothing fixes a finding, where nothing that was tried does", async () => {
    await go("#f=3.0")
    const main = await text("main")
    assert.include(main, "Nothing that was tried fixes it: 24 sections of a lock, 12 pairs.")
    assert.notInclude(main, "Would fix it")
  })

  it("compares two designs: the same steps side by side, until one cannot follow, and why", async () => {
    await go("#f=1.0")
    await press("c")
    assert.strictEqual(await hash(), "#f=1.0&c=0")
    assert.include(await text("[aria-current=step]"), "mutex_lock(lock) waits, held by CPU0")
    assert.include(await text("main"), "cannot follow step 2 (CPU1): CPU1 waits in mutex_lock(lock), held by CPU0")
    const [alone, both] = await page.run<ReadonlyArray<ReadonlyArray<string>>>(
      "[...document.querySelectorAll('.compare tbody tr')].map((row) => [...row.cells].map((cell) => cell.textContent))"
    )
    assert.deepStrictEqual([alone![0], both![0]!.includes("x = 1"), both![1]!.includes("x = 1")], ["", true, true])
    assert.include(alone![1], "mutex_lock(lock)")
    await press("Home")
    assert.strictEqual(await hash(), "#f=1.0&c=0&s=0")
    await press("Escape")
    assert.strictEqual(await hash(), "#f=1.0")
  })

  it("shows a small search whole, with how each execution ended", async () => {
    await go("#t=1")
    assert.include(await text("h1"), "3 executions, 1 with a finding")
    const ends = `[...document.querySelectorAll(".tree li")].map((end) => end.textContent)`
    const [first, second, third] = await page.run<ReadonlyArray<string>>(ends)
    assert.match(first!, /^✗ 1 DATA RACE: main 1, /)
    assert.match(second!, /^✓ 2: main 1, /)
    assert.strictEqual(third, `✓ 3: main 1, reader 2, ${evil} 2`)
    // Main, the two that part after it, and the two that part after the first.
    assert.strictEqual(await page.run("document.querySelectorAll('.branch').length"), 5)
    assert.strictEqual(await page.run("document.querySelector('.tree a').hash"), "#f=1.0")
  })

  it("ran nothing of what the names say, met no error and asked nobody", async () => {
    assert.strictEqual(await page.run("typeof window.broken"), "undefined")
    assert.deepStrictEqual(page.problems, [])
    assert.deepStrictEqual(page.requests.filter((url) => !url.startsWith("file://")), [])
    assert.strictEqual(page.requests.length, 1)
  })
})
