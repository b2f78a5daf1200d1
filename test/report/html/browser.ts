/** A headless Chromium, spoken to over its debugging protocol with what node has: no package is needed for it. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"

/** The command, or null where none is installed. */
export const chromium =
  ["chromium", "chromium-browser", "google-chrome"].find((name) =>
    spawnSync(name, ["--version"], { stdio: "ignore" }).status === 0
  ) ?? null

export interface Page {
  /** The value of an expression in the page. */
  readonly run: <A>(expression: string) => Promise<A>
  readonly send: (method: string, params?: object) => Promise<Record<string, unknown>>
  /** Errors and messages of the console, breaches of the policy, and requests, since the start. */
  readonly problems: Array<string>
  readonly requests: Array<string>
  readonly close: () => Promise<void>
}

interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: Record<string, unknown>
  readonly result?: Record<string, unknown>
  readonly error?: { readonly message: string }
}

/** Opens a file as a reader would. */
const openPage = async (file: string): Promise<Page> => {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "heddle-chromium-"))
  const flags = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
    `--user-data-dir=${profile}`
  ]
  const child = spawn(chromium!, [...flags, "about:blank"], { stdio: ["ignore", "ignore", "pipe"] })
  const { host } = new URL(await endpointOf(child))
  const targets = await (await fetch(`http://${host}/json/list`)).json() as ReadonlyArray<{
    readonly type: string
    readonly webSocketDebuggerUrl: string
  }>
  const socket = new WebSocket(targets.find(({ type }) => type === "page")!.webSocketDebuggerUrl)
  await new Promise((resolve) => socket.addEventListener("open", resolve, { once: true }))
  const waiting = new Map<number, (message: Message) => void>()
  const problems: Array<string> = []
  const requests: Array<string> = []
  let loaded = () => {}
  socket.addEventListener("message", ({ data }) => {
    const message = JSON.parse(String(data)) as Message
    if (message.id !== undefined) waiting.get(message.id)?.(message)
    if (message.method === "Page.loadEventFired") loaded()
    if (message.method === "Network.requestWillBeSent") {
      requests.push((message.params!["request"] as { readonly url: string }).url)
    }
    if (/^(Runtime\.(exceptionThrown|consoleAPICalled)|Log\.entryAdded)$/.test(message.method ?? "")) {
      problems.push(JSON.stringify(message.params))
    }
  })
  let sent = 0
  const send = async (method: string, params: object = {}) => {
    const id = ++sent
    const answer = new Promise<Message>((resolve) => waiting.set(id, resolve))
    socket.send(JSON.stringify({ id, method, params }))
    const { error, result } = await answer
    if (error !== undefined) throw new Error(`${method}: ${error.message}`)
    return result!
  }
  for (const domain of ["Page", "Runtime", "Log", "Network"]) await send(`${domain}.enable`)
  const load = new Promise<void>((resolve) => {
    loaded = resolve
  })
  await send("Page.navigate", { url: `file://${file}` })
  await load
  return {
    problems,
    requests,
    send,
    run: async <A>(expression: string) => {
      const { exceptionDetails, result } = await send("Runtime.evaluate", {
        expression,
        returnByValue: true,
        awaitPromise: true
      })
      if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails))
      return (result as { readonly value: A }).value
    },
    close: async () => {
      const exit = new Promise((resolve) => child.once("exit", resolve))
      child.kill()
      await exit
      fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    }
  }
}

const endpointOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = ""
    child.stderr!.on("data", (part) => {
      text += String(part)
      const [, url] = /listening on (ws:\S+)/.exec(text) ?? []
      if (url !== undefined) resolve(url)
    })
    child.once("exit", () => reject(new Error(text)))
  })

/** Opens a text as the file that a reader has of it; the file goes when the page is closed. */
export const openText = async (text: string): Promise<Page> => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "heddle-page-"))
  const file = path.join(folder, "report.html")
  fs.writeFileSync(file, text)
  const page = await openPage(file)
  const close = async () => {
    await page.close()
    fs.rmSync(folder, { recursive: true, force: true })
  }
  return { ...page, close }
}

/** The page draws what has changed a moment later. */
export const redrawn = (page: Page): Promise<unknown> => page.run("new Promise((done) => setTimeout(done, 60))")

/** Goes to a place on the page. */
export const goTo = async (page: Page, hash: string): Promise<void> => {
  await page.run(`void (location.hash = ${JSON.stringify(hash)})`)
  await redrawn(page)
}
