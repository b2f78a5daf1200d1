/** The page of the answers of `heddle orders`: a map whose marks say which orders are safe. */
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { ordersHtml } from "../../../src/report/html/html.ts"
import type { OrdersReport } from "../../../src/report/orders.ts"
import { faultsIn, loadAxe } from "./axe.ts"
import { chromium, openText, type Page } from "./browser.ts"
import { evil } from "./sample.ts"

describe.skipIf(chromium === null)("the map of orders (skipped where no chromium is installed)", () => {
  const orders: OrdersReport = {
    format: "heddle.orders",
    version: 2,
    tool: { version: "0.1.0" },
    answers: [{
      design: "copied-struct",
      kernel: `5.16 ${evil}`,
      shape: "late-flash",
      constraints: [["a", "c"]],
      exhaustive: true,
      rule: { form: "all", clauses: [[["a", "b"]]] },
      orders: [
        ["a b c", "verified"],
        ["a c b", "verified"],
        ["b a c", "early-call"]
      ].map(([order, verdict]) => ({
        order: order!.split(" "),
        verdict: verdict as "verified",
        title: verdict === "verified" ? "" : `early-call of ${evil}`,
        token: verdict === "verified" ? "" : "hd1-000000-"
      }))
    }]
  }
  let page: Page
  beforeAll(async () => {
    page = await openText(ordersHtml(orders))
  }, 60_000)
  afterAll(() => page.close())

  it("has a mark for each order, a line for each swap, and the swaps that break it told apart", async () => {
    assert.strictEqual(await page.run("document.querySelectorAll('.spot').length"), 3)
    assert.strictEqual(await page.run("document.querySelectorAll('.swap').length"), 2)
    assert.strictEqual(await page.run("document.querySelectorAll('.swap.limit').length"), 1)
    const marks = "[...document.querySelectorAll('.spot text')].map((mark) => mark.textContent)"
    assert.deepStrictEqual(await page.run(marks), ["✓", "✓", "EC"])
    assert.include(await page.run("document.querySelector('main').textContent"), "Safe if: a before b.")
  })

  it("says of a chosen order what is found, and what one swap changes", async () => {
    await page.run(`document.querySelectorAll(".spot")[2].dispatchEvent(
      new KeyboardEvent("keydown", { key: "Enter", bubbles: true }))`)
    await page.run("new Promise((done) => setTimeout(done, 50))")
    const said = await page.run<string>("document.querySelector('.panel').textContent")
    assert.include(said, "✗ EARLY CALL")
    assert.include(said, "a ↔ b ✓ safe")
  })

  it("breaks no rule of axe-core, and says of a mark what it is", async () => {
    await loadAxe(page)
    assert.deepStrictEqual((await faultsIn(page)).violations, [])
    assert.strictEqual(await page.run("document.querySelectorAll('.spot')[2].ariaLabel"), "EC, EARLY CALL: b, a, c")
  })

  it("runs nothing of the names, and asks nobody", async () => {
    assert.strictEqual(await page.run("typeof window.broken"), "undefined")
    assert.deepStrictEqual([page.problems, page.requests.length], [[], 1])
  })
})
