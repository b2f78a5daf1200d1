/**
 * The part of the page's program that shows one finding: a lane for each task, arrows, and the values at a step.
 *
 * Values come from the trace: a store's value is what the next access of the object sees, else what its text says.
 */

/** Runs inside script.ts, with its names. */
export const lanes = String.raw`
// Drawn at once; of a longer execution the part around the chosen step is shown, with a notice.
const drawnMax = 300
const wrote = (step) => step.was !== undefined
const afterwards = (steps, i) => {
  const step = steps[i]
  for (let k = i + 1; k < steps.length; k++) {
    if (steps[k].note || steps[k].object !== step.object) continue
    if (wrote(steps[k])) return steps[k].was
    if (steps[k].value !== undefined) return steps[k].value
  }
  const said = / = (.*)$/.exec(step.text) || /, (.*)\)$/.exec(step.text)
  return said ? said[1] : "(written)"
}
const stateAt = (steps, end) => {
  const state = new Map()
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i]
    if (step.note || step.object === "") continue
    if (i > end) {
      // What is first seen later was there before.
      if (!state.has(step.object)) {
        if (wrote(step)) state.set(step.object, { value: step.was, from: null })
        else if (step.value !== undefined) state.set(step.object, { value: step.value, from: null })
      }
    } else if (wrote(step)) state.set(step.object, { value: afterwards(steps, i), from: i })
    else if (step.value !== undefined && !state.has(step.object))
      state.set(step.object, { value: step.value, from: null })
  }
  return state
}
const arrowKind = (a, b) => {
  if (a.object === b.object && /lock|mutex|down|up_/.test(a.op) &&
    /lock|mutex|down|up_/.test(b.op)) return "lock hand-over"
  if (/release|complete|assign/.test(a.op) && /acquire|wait|dereference/.test(b.op)) return "release/acquire"
  if (a.object !== b.object) return "ordered after"
  if (wrote(a) && !wrote(b)) return "reads-from"
  if (!wrote(a) && wrote(b)) return "from-read"
  return wrote(a) ? "overwrites" : "ordered after"
}
const dashes = { "from-read": "5 3", "lock hand-over": "1 3", "release/acquire": "9 3 2 3", overwrites: "3 3" }

const show = (found, place) => {
  open = found
  const { finding, result } = found
  document.title = finding.title + " - heddle report"
  const range = el("input", { type: "range", id: "scrub", min: 0, max: Math.max(0, finding.trace.steps.length - 1),
    "aria-label": "step", oninput: () => select(Number(range.value)) })
  page.replaceChildren(
    el("p", {}, el("a", { href: "#" }, "all cells"), " / " + cellName(result)),
    el("h1", {}, el("span", { class: "bad" }, "✗ "), finding.title),
    el("p", { class: "dim" }, finding.kind + ", preemptions: " + finding.preemptions + ", replay: ",
      el("code", {}, finding.token)),
    ...finding.why.map((text) => el("p", {}, text)),
    ...extras(finding).map((text) => el("p", {}, text)),
    el("div", { class: "bar" },
      el("button", { onclick: () => select(at - 1), "aria-label": "step back" }, "◀"), range,
      el("button", { onclick: () => select(at + 1), "aria-label": "step forward" }, "▶"),
      el("span", { id: "now", role: "status" })),
    el("p", { class: "legend keys" }, "Keys: ← → or k j step, Home End, n p next and previous finding, Esc all cells."),
    el("p", { class: "legend" }, "Arrows: solid reads-from, dashes from-read, dots lock hand-over, " +
      "dash-dot release/acquire, " +
      "short dashes overwrites. Hatched: the window is open. Dashed boxes at the end: not taken."),
    el("div", { class: "view" }, el("div", {}, el("div", { id: "cut" }), el("div", { class: "scroll", id: "scroll" })),
      el("section", { class: "panel", id: "panel", "aria-label": "values at this step" })))
  select(place)
}
const extras = (finding) => {
  const size = (s) => s.preemptions + " preemptions, " + s.tasks + " tasks, " + s.steps + " steps"
  const shares = finding.shares
  return [
    finding.shrunk ? "Shrunk from " + size(finding.shrunk.from) + " to " + size(finding.shrunk.to) +
      (finding.shrunk.minimal ? "; no fewer preemptions will do" : "") + "." : null,
    shares ? "On the left: the share of failing executions after each step, over schedules" +
      (shares.exhaustive ? "." : ", of at least " + shares.samples + " sampled.") : null,
    finding.passing ? "The nearest passing execution differs at step " + finding.passing.at + "; replay: " +
      finding.passing.token : null,
    ...(finding.remedies || []).map((remedy) => "Would fix it: " + remedy.text)
  ].filter((text) => text !== null)
}
const badges = (step, finding) => {
  const found = step.role === "" ? [] : [step.role]
  for (const reason of finding.because) {
    if (reason.tag === "unordered" && step.index === reason.a) found.push("races with step " + reason.b)
    if (reason.tag === "unordered" && step.index === reason.b) found.push("races with step " + reason.a)
    if (reason.tag === "window" && step.index === reason.first) found.push("window opens")
    if (reason.tag === "window" && step.index === reason.last) found.push("window closes")
    if (reason.tag === "torn" && reason.fields.some((field) => field.step === step.index)) found.push("torn value")
  }
  return [...new Set(found)]
}
const where = (frames) => frames.length === 0 ? ""
  : frames[0].fn + "  " + frames[0].file.split("/").pop() + ":" + frames[0].line

const select = (to) => {
  const { finding, r, f } = open
  const { steps } = finding.trace
  at = Math.max(0, Math.min(steps.length - 1, to))
  const step = steps[at]
  if (step) history.replaceState(null, "", "#f=" + r + "." + f + "&s=" + step.index)
  document.getElementById("scrub").value = at
  document.getElementById("now").textContent = step
    ? "step " + step.index + ", " + (at + 1) + " of " + steps.length : "no step was taken"
  const from = Math.max(0, Math.min(at - drawnMax / 2, steps.length - drawnMax))
  const end = Math.min(steps.length, from + drawnMax)
  document.getElementById("cut").replaceChildren(...(steps.length > drawnMax
    ? [el("p", { class: "notice", role: "note" }, "Shown: " + (from + 1) + " to " + end + " of " + steps.length +
      " steps, those around the chosen one.")] : []))
  draw(finding, from, end)
  values(finding)
  const here = document.querySelector("[aria-current=step]")
  if (here) here.scrollIntoView({ block: "nearest", inline: "nearest" })
}
const boxOf = (step, i, finding) => {
  const marks = badges(step, finding)
  const torn = marks.includes("torn value")
  const races = marks.some((mark) => /^(racing|races)/.test(mark))
  const line = where(step.frames)
  return el("button", {
    class: "step" + (step.note ? " note" : "") + (races ? " race" : torn ? " torn" : "") + (i > at ? " later" : ""),
    "aria-current": i === at ? "step" : null, "data-step": step.index, title: step.frames.map((frame) =>
      frame.fn + " " + frame.file + ":" + frame.line).join("\n"), onclick: () => select(i)
  }, step.text, step.value === undefined ? "" : " → " + step.value, el("small", {}, line),
  marks.map((mark) => el("span", { class: "badge" }, mark)))
}
const draw = (finding, from, end) => {
  const { blocked, pending, steps, tasks } = finding.trace
  const grid = el("div", { class: "lanes", role: "group", "aria-label": "steps, a lane for each task" })
  grid.style.gridTemplateColumns = "3.2rem repeat(" + tasks.length + ", minmax(9rem, 1fr))"
  const put = (made, column, line) => {
    if (column !== null) made.style.gridColumn = column
    made.style.gridRow = line
    grid.append(made)
  }
  put(el("div", { class: "head" }, "step"), 1, 1)
  tasks.forEach((task, i) => put(el("div", { class: "head" }, task.name), i + 2, 1))
  const boxes = new Map()
  const windows = finding.because.filter((reason) => reason.tag === "window")
  let line = 2
  for (let i = from; i < end; i++) {
    const step = steps[i]
    if (windows.some((w) => step.index >= w.first && (w.last === null || step.index <= w.last))) {
      put(el("div", { class: "window" }), "1 / -1", line)
    }
    const share = finding.shares && finding.shares.at.find((one) => one.step === step.index)
    put(el("div", { class: "gutter" }, String(step.index),
      share ? el("div", {}, share.failing + "/" + share.total + " fail") : ""), 1, line)
    const box = boxOf(step, i, finding)
    boxes.set(step.index, box)
    put(box, step.task + 2, line++)
    if (finding.noReturn === step.index)
      put(el("div", { class: "point" }, "point of no return: from here all fail"), null, line++)
  }
  if (end === steps.length) {
    for (const wait of [...blocked, ...pending]) {
      const stuck = blocked.includes(wait)
      put(el("div", { class: "step ghost" }, wait.op + "(" + wait.object + ")", el("small", {},
        (stuck ? "waits" : "not taken") +
        (wait.holder === undefined ? "" : ", held by " + tasks[wait.holder].name) + "  " +
        where(wait.frames))), wait.task + 2, line++)
    }
  }
  const scroll = document.getElementById("scroll")
  const left = scroll.scrollLeft
  scroll.replaceChildren(grid)
  scroll.scrollLeft = left
  arrows(grid, steps.slice(from, end), boxes)
}
const svg = (tag, attributes) => {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  return made
}
const arrows = (grid, steps, boxes) => {
  const layer = svg("svg", { class: "arrows", "aria-hidden": "true" })
  const chosen = open.finding.trace.steps[at]
  const byIndex = new Map(steps.map((step) => [step.index, step]))
  for (const step of steps) {
    for (const before of step.after) {
      const a = boxes.get(before)
      const b = boxes.get(step.index)
      if (!a || !b) continue
      const right = a.offsetLeft <= b.offsetLeft
      const x1 = a.offsetLeft + (right ? a.offsetWidth : 0)
      const y1 = a.offsetTop + a.offsetHeight / 2
      const x2 = b.offsetLeft + (right ? 0 : b.offsetWidth)
      const y2 = b.offsetTop + b.offsetHeight / 2
      const bend = right ? 14 : -14
      const kind = arrowKind(byIndex.get(before), step)
      const on = chosen === step || chosen.index === before ? " on" : ""
      layer.append(svg("path", { class: "edge" + on, "data-kind": kind, "stroke-dasharray": dashes[kind] || "none",
        d: ["M", x1, y1, "C", x1 + bend, y1, x2 - bend, y2, x2, y2].join(" ") }))
      layer.append(svg("path", { class: "head" + on,
        d: ["M", x2, y2, "l", right ? -7 : 7, -4, "l", 0, 8, "z"].join(" ") }))
    }
  }
  grid.append(layer)
}
const values = (finding) => {
  const { steps } = finding.trace
  const step = steps[at]
  const body = el("tbody")
  for (const [object, { from, value }] of stateAt(steps, at)) {
    const changed = from === at
    body.append(el("tr", { class: changed ? "changed" : null }, el("td", {}, (changed ? "▸ " : "") + object),
      el("td", { class: "value" }, from === null ? value : el("button", { "data-from": steps[from].index,
        title: "stored by step " + steps[from].index, onclick: () => select(from) }, value)),
      el("td", { class: "dim" }, from === null ? "at first" : "step " + steps[from].index)))
  }
  const byIndex = new Map(steps.map((one) => [one.index, one]))
  document.getElementById("panel").replaceChildren(
    ...(step ? [el("h2", {}, "Step " + step.index + ", " + finding.trace.tasks[step.task].name),
      el("p", { class: "mono" }, step.text + (step.value === undefined ? "" : " → " + step.value)),
      ...step.frames.map((frame) => el("p", { class: "mono dim" }, frame.fn + " " + frame.file + ":" + frame.line)),
      ...step.after.filter((before) => byIndex.has(before)).map((before) =>
        el("p", {}, arrowKind(byIndex.get(before), step) + ": ",
        el("button", { onclick: () => select(steps.indexOf(byIndex.get(before))) }, "step " + before)))] : []),
    el("h2", {}, "Values after this step"),
    el("p", { class: "legend" }, "▸ changed by it. A value leads to the step that stored it."),
    el("table", {}, el("thead", {}, el("tr", {}, 
      ["object", "value", "from"].map((name) => el("th", { scope: "col" }, name)))), body))
}
`
