/** The HTML report as a reader meets it: in a browser, by keys, by links, and with names that try to be markup. */
import { createHash } from "node:crypto"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { hashes, html } from "../../../src/report/html/html.ts"
import { script } from "../../../src/report/html/script.ts"
import { style } from "../../../src/report/html/style.ts"
import * as F from "../fixtures.ts"
import { chromium, openPage, type Page } from "./browser.ts"

const evil = "</script><script>window.broken=1</script><img src=x onerror=\"window.broken=1\">"
const race = F.finding({
  kind: "data-race",
  title: `a race ${evil}`,
  tasks: [evil, "writer", "reader"],
  steps: F.steps(
    { task: 1, text: "x = 1", object: "x", was: "0", in: "writer:5" },
    { task: 1, text: "y = 2", object: "y", was: "0", in: "writer:6" },
    { task: 2, text: "x", op: "load", object: "x", value: "1", after: [0], in: "reader:9" },
    { task: 2, text: "y = 7", object: "y", was: "2", after: [1], in: "reader:10" }
  ),
  because: [{ tag: "unordered", a: 0, b: 2, object: "x", plain: [0, 2] }],
  pending: [F.waiting(1, "store", evil, "writer:7")]
})
const many = F.finding({
  kind: "assertion",
  title: "many steps",
  tasks: ["main", "only"],
  steps: F.steps(...Array.from({ length: 10_000 }, (_, i) => ({
    task: i % 2,
    text: `n = ${i + 1}`,
    object: "n",
    was: String(i),
    after: i === 0 ? [] : [i - 1]
  })))
})
const explained = {
  ...F.torn,
  noReturn: 1,
  shares: { exhaustive: true, samples: 8, at: [{ step: 1, failing: 8, total: 8 }] },
  remedies: [{ text: "take fw_lock around the read", kinds: [], places: [] }]
}
const report = F.report([
  F.result({ scenario: "a/safe" }),
  F.result({ scenario: `b/${evil}`, verdict: "data-race", declared: ["data-race"], findings: [race] }),
  F.result({ scenario: "c/long", verdict: "assertion", asDeclared: false, findings: [many] }),
  F.result({ scenario: "d/torn", verdict: "torn-read", declared: ["torn-read"], findings: [explained] })
])

const sha256 = (text: string) => createHash("sha256").update(text).digest("base64")

describe("the page", () => {
  it("allows its own program and style, by their hashes, and nothing else", () => {
    assert.deepStrictEqual(hashes, { script: sha256(script), style: sha256(style) })
  })

  it("holds no end of a script but its own, whatever the names are", () => {
    assert.strictEqual(html(report).split("</script>").length, 3)
    assert.notInclude(html(report), "<img")
  })

  it("names no place to fetch anything from", () => {
    assert.deepStrictEqual(
      html(report).match(/(src|href)="|url\(|@import|https?:(?!\/\/www\.w3\.org\/2000\/svg)/g),
      null
    )
  })
})

describe.skipIf(chromium === null)("in a browser (skipped where no chromium is installed)", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "heddle-html-"))
  let page: Page
  beforeAll(async () => {
    const file = path.join(folder, "report.html")
    fs.writeFileSync(file, html(report))
    page = await openPage(file)
  }, 60_000)
  afterAll(async () => {
    await page.close()
    fs.rmSync(folder, { recursive: true, force: true })
  })

  const go = (hash: string) =>
    page.run(`new Promise((done) => { addEventListener("hashchange", () => setTimeout(done), { once: true })
      location.hash = ${JSON.stringify(hash)} })`)
  const press = (key: string) => page.run(`void dispatchEvent(new KeyboardEvent("keydown", { key: "${key}" }))`)
  const text = (selector: string) =>
    page.run<string>(`document.querySelector(${JSON.stringify(selector)})?.textContent`)
  const hash = () => page.run<string>("location.hash")

  it("shows every cell, and those that the filter keeps", async () => {
    assert.strictEqual(await page.run("document.querySelectorAll('tbody tr').length"), 4)
    await page.run(
      "filter = document.getElementById('filter'), filter.value = 'SAFE', " +
        "filter.dispatchEvent(new Event('input'))"
    )
    assert.strictEqual(await text("#shown"), "1 of 4 cells")
    await page.run(
      "filter.value = '', filter.dispatchEvent(new Event('input')), document.getElementById('bad').click()"
    )
    assert.strictEqual(await text("#shown"), "1 of 4 cells")
    assert.include(await text("tbody"), "c/long")
    await page.run("document.getElementById('bad').click()")
  })

  it("opens the step that a link names", async () => {
    await go("#f=1.0&s=1")
    assert.include(await text("[aria-current=step]"), "y = 2")
    assert.include(await text("#panel tr.changed"), "y")
  })

  it("steps by keys, and keeps the link", async () => {
    await press("ArrowRight")
    assert.strictEqual(await hash(), "#f=1.0&s=2")
    await press("Home")
    assert.strictEqual(await text("#now"), "step 0, 1 of 4")
    await press("ArrowLeft")
    assert.strictEqual(await hash(), "#f=1.0&s=0")
    await press("End")
    assert.strictEqual(await hash(), "#f=1.0&s=3")
  })

  it("leads from a value to the step that stored it", async () => {
    await page.run("document.querySelector('#panel [data-from=\"0\"]').click()")
    assert.strictEqual(await hash(), "#f=1.0&s=0")
  })

  it("says in words which steps race, draws what reads from what, and ghosts what was not taken", async () => {
    assert.include(await text(".step.race"), "races with step 2")
    const kinds = "[...document.querySelectorAll('path.edge')].map((path) => path.dataset.kind)"
    assert.deepStrictEqual(await page.run(kinds), ["reads-from", "overwrites"])
    assert.include(await text(".ghost"), "not taken")
  })

  it("shows 10,000 steps in parts, and says so", async () => {
    await go("#f=2.0")
    assert.strictEqual(await text("#now"), "step 9999, 10000 of 10000")
    assert.include(await text("[role=note]"), "9701 to 10000 of 10000")
    assert.isAtMost(await page.run<number>("document.querySelectorAll('.step').length"), 300)
    await press("Home")
    assert.include(await text("[role=note]"), "1 to 300 of 10000")
  })

  it("marks torn values, the open window, the point of no return and the shares", async () => {
    await go("#f=3.0&s=1")
    assert.include(await text(".step.torn"), "torn value")
    assert.isAbove(await page.run<number>("document.querySelectorAll('.window').length"), 0)
    assert.include(await text(".point"), "point of no return")
    assert.include(await text(".lanes"), "8/8 fail")
    assert.include(await text("main"), "Would fix it: take fw_lock around the read")
  })

  it("is not wider than a phone", async () => {
    await page.send("Emulation.setDeviceMetricsOverride", {
      width: 360,
      height: 740,
      deviceScaleFactor: 1,
      mobile: true
    })
    for (const place of ["#f=1.0", "#f=3.0", "#"]) {
      await go(place)
      assert.isAtMost(await page.run<number>("document.documentElement.scrollWidth"), 360, place)
    }
  })

  it("ran nothing of what the names say, met no error and asked nobody", async () => {
    assert.strictEqual(await page.run("typeof window.broken"), "undefined")
    assert.deepStrictEqual(page.problems, [])
    assert.deepStrictEqual(page.requests.filter((url) => !url.startsWith("file://")), [])
    assert.strictEqual(page.requests.length, 1)
  })
})
