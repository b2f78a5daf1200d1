/**
 * The charts of the page: each a picture (SVG) drawn by ECharts, which says by itself what it shows and in which unit.
 *
 * Colours are variables of the page's style, so that one picture serves light and dark.
 */
import { type EChartsOption, init } from "echarts"
import { designs, devirtualised, writableBytes } from "./designs.ts"
import type { Counted, Group, Results } from "./measure.ts"

/** A chart: what stands above it, what is to be seen, and the picture for a wide and for a narrow page. */
export interface Chart {
  readonly title: string
  readonly text: string
  readonly wide: string
  readonly narrow: string
}

/** All charts for which there are numbers. */
export const charts = (results: Results): ReadonlyArray<Chart> => {
  const drawn: Array<Chart> = []
  const add = (title: string, text: string, option: EChartsOption | undefined) => {
    if (option === undefined) return
    const id = `c${drawn.length}`
    const label = `${title}. ${text}`
    drawn.push({ title, text, wide: draw(option, 720, `${id}w`, label), narrow: draw(option, 380, `${id}n`, label) })
  }
  const marked = results.caches.length === 0
    ? ""
    : " The upright lines mark with how many instances one cache line of each fills a cache of this machine."
  for (const [name, of] of levels) {
    add(
      `Nanoseconds a call over the number of instances: ${name}`,
      `One operation, asked for and then called, instances in random order; the least of all samples.${marked}`,
      overInstances(results.rows.filter(of), ({ min }) => min, "ns a call", results)
    )
  }
  add(
    "Instructions a call: nothing asked, asked for first, refused",
    "Counted by cachegrind, so the same in every run; C without mitigations, 1000 instances, one operation.",
    byCall(results.counts)
  )
  for (const [name, key] of [["D1", "d1Misses"], ["LL", "llMisses"]] as const) {
    add(
      `${name} misses a call over the number of instances`,
      "Counted by cachegrind in caches of 32 KiB (D1) and 1 MiB (LL), whatever the machine has; C without " +
        "mitigations. The sequence of calls itself is an eighth of a D1 miss.",
      overInstances(results.counts.filter(levels[0]![1]), (row) => row[key], "misses a call", undefined)
    )
  }
  add("Bytes of an instance", "Of these, function pointers that lie in writable memory.", memory())
  add(
    "Instructions to set up an instance",
    "Counted by cachegrind: 51 members stored if they are not set yet, against a pointer and a word.",
    setUps(results)
  )
  return drawn
}

const usual = ({ call, cold, mix, order }: Group): boolean =>
  call === "checked" && !cold && mix === "one" && order === "random"

type Select = (row: Group) => boolean
const levels: ReadonlyArray<readonly [string, Select]> = [
  ["C", (row) => usual(row) && row.build === "plain"],
  ["C with retpolines", (row) => usual(row) && row.build === "retpoline"],
  ["WebAssembly", (row) => usual(row) && row.level === "webassembly"],
  ["TypeScript objects in V8", (row) => usual(row) && row.level === "v8"]
]

/** How each design is drawn: a colour of the page, and a sign for those who cannot tell colours apart. */
const signs = ["circle", "rect", "triangle", "diamond", "emptyDiamond", "emptyCircle", "arrow"]
const looks = [...designs.map(({ name }) => name), devirtualised].map((name, i) => ({
  name,
  color: `var(--design-${i})`,
  symbol: signs[i]!
}))

/** Font sizes and colours that all charts share. */
const text = { color: "var(--ink)", fontSize: 12 }
const axis = {
  axisLine: { lineStyle: { color: "var(--faint)" } },
  axisTick: { lineStyle: { color: "var(--faint)" } },
  axisLabel: text,
  nameTextStyle: text,
  splitLine: { lineStyle: { color: "var(--rule)" } }
}
const legend = { bottom: 0, textStyle: text, itemGap: 12, inactiveBorderColor: "none" } as const

const overInstances = <R extends Group & { readonly design: string }>(
  rows: ReadonlyArray<R>,
  value: (row: R) => number,
  unit: string,
  marks: Results | undefined
): EChartsOption | undefined => {
  const sizes = new Set(rows.map(({ instances }) => instances))
  if (sizes.size < 2) return undefined
  const named = looks.filter(({ name }) => rows.some(({ design }) => design === name))
  const most = Math.max(...sizes)
  const line = 64
  const caches = (marks?.caches ?? []).filter(({ bytes }) => bytes / line <= most)
  return {
    legend: { ...legend, data: named.map(({ name }) => name) },
    grid: { left: 52, right: 16, top: 40, bottom: 118 },
    xAxis: { type: "log", name: "instances", nameLocation: "middle", nameGap: 28, max: most, ...axis },
    yAxis: { type: marks === undefined ? "value" : "log", name: unit, nameLocation: "end", ...axis },
    series: [
      ...named.map(({ color, name, symbol }) => ({
        name,
        type: "line" as const,
        symbol,
        symbolSize: 7,
        lineStyle: { color, width: 2, type: name === devirtualised ? "dotted" as const : "solid" as const },
        itemStyle: { color, borderColor: color },
        data: rows.filter(({ design }) => design === name).toSorted((a, b) => a.instances - b.instances).map((row) => [
          row.instances,
          value(row)
        ])
      })),
      {
        type: "line",
        data: [],
        markLine: {
          symbol: "none",
          lineStyle: { color: "var(--faint)", type: "dashed" },
          label: { ...text, formatter: "{b}", textBorderWidth: 0 },
          data: caches.map(({ bytes, name }) => ({ xAxis: bytes / line, name: `${name} ${size(bytes)}` }))
        }
      }
    ]
  }
}

const size = (bytes: number): string => bytes >= 1 << 20 ? `${bytes / (1 << 20)} MiB` : `${bytes / 1024} KiB`

const byCall = (counts: ReadonlyArray<Counted>): EChartsOption | undefined => {
  const of = (call: Group["call"], design: string) =>
    counts.find((row) =>
      row.design === design && levels[0]![1]({ ...row, call: "checked" }) &&
      row.call === call && row.instances === 1000
    )?.instructions
  if (of("checked", designs[0]!.name) === undefined) return undefined
  const kinds = [["plain", "nothing asked"], ["checked", "asked for first"], ["refused", "refused"]] as const
  return bars(
    "instructions",
    kinds.map(([call, name]) => ({ name, values: designs.map((design) => of(call, design.name) ?? 0) }))
  )
}

const memory = (): EChartsOption =>
  bars("bytes", [
    { name: "function pointers that can be overwritten", values: designs.map(writableBytes), stack: "all" },
    {
      name: "everything else",
      values: designs.map((design) => design.bytes - writableBytes(design)),
      totals: designs.map(({ bytes }) => bytes),
      stack: "all"
    }
  ])

const setUps = ({ setUps: known }: Results): EChartsOption | undefined => {
  const values = designs.map(({ name }) => known.find(({ design }) => design === name)?.instructions ?? undefined)
  return values.includes(undefined)
    ? undefined
    : bars("instructions", [{ name: "instructions", values: values as ReadonlyArray<number> }])
}

interface Bar {
  readonly name: string
  readonly values: ReadonlyArray<number>
  /** What is written beside the bars, if not their values. */
  readonly totals?: ReadonlyArray<number>
  readonly stack?: string
}

/** A bar for each design, from the left. */
const bars = (unit: string, all: ReadonlyArray<Bar>): EChartsOption => ({
  legend: all.length < 2 ? { show: false } : { ...legend, data: all.map(({ name }) => name) },
  grid: { left: 118, right: 44, top: 12, bottom: all.length < 2 ? 44 : 92 },
  xAxis: { type: "value", name: unit, nameLocation: "middle", nameGap: 26, ...axis },
  yAxis: {
    type: "category",
    inverse: true,
    data: designs.map(({ name }) => name),
    ...axis,
    axisTick: { show: false }
  },
  series: all.map(({ name, stack, totals, values }, i) => ({
    name,
    type: "bar" as const,
    ...(stack === undefined ? {} : { stack }),
    itemStyle: { color: `var(--kind-${i})` },
    label: {
      show: stack === undefined || totals !== undefined,
      position: "right" as const,
      ...text,
      formatter: ({ dataIndex }: { readonly dataIndex: number }) => `${Math.round((totals ?? values)[dataIndex]!)}`
    },
    data: [...values]
  }))
})

/** Heights are the same, so that charts can be compared. */
const height = 400

const draw = (option: EChartsOption, width: number, id: string, label: string): string => {
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height })
  chart.setOption({ animation: false, ...option })
  const svg = chart.renderToSVGString({ useViewBox: true })
  chart.dispose()
  // Its own names count the charts of a process; the page's count those of the page.
  return svg.replaceAll(/zr\d+-/g, `${id}-`).replaceAll(/ ecmeta_\w+="[^"]*"/g, "")
    .replaceAll("font-family:inherit;", "").replace("<svg ", `<svg role="img" aria-label="${label}" `)
}
