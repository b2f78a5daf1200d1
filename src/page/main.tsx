/**
 * The program of the HTML report. It puts names in as text, never as markup.
 */
import { render } from "preact"
import { useEffect } from "preact/hooks"
import { Comparing } from "./comparing.tsx"
import { data } from "./data.ts"
import { FindingView } from "./finding.tsx"
import { Index } from "./index.tsx"
import { Orders } from "./orders.tsx"
import { useRoute } from "./route.ts"
import { TreeView } from "./tree.tsx"

const titleOf = (route: ReturnType<typeof useRoute>): string => {
  if (route.view === "finding") return `${route.found.finding.title} - heddle report`
  if (route.view === "compare") return `compared: ${route.found.finding.title} - heddle report`
  return route.view === "tree" ? "executions - heddle report" : "heddle report"
}

const App = () => {
  const route = useRoute()
  const title = titleOf(route)
  useEffect(() => {
    document.title = title
  }, [title])
  switch (route.view) {
    case "finding":
      return <FindingView key={`${route.found.r}.${route.found.f}`} {...route} />
    case "compare":
      return <Comparing found={route.found} nth={route.nth} at={route.at} />
    case "tree":
      return <TreeView r={route.r} />
    default:
      return <Index />
  }
}

// On paper nothing can be opened.
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details")) details.open = true
})

const page = document.getElementById("page")
if (page !== null) {
  page.replaceChildren()
  render(data.shows === "orders" ? <Orders answers={data.answers} version={data.tool.version} /> : <App />, page)
}
