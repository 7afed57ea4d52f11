// What `GET /metrics` tells, in Prometheus' text format 0.0.4
// (https://prometheus.io/docs/instrumenting/exposition_formats/): requests by route and status with their durations,
// frames of WebSockets, what the routes count of themselves, and the process.
import { monitorEventLoopDelay } from 'node:perf_hooks'

/** Upper bounds of the buckets of durations, in seconds. */
const bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600]

interface Durations {
  readonly buckets: number[]
  sum: number
  count: number
}

/** A histogram of durations for each set of labels. */
class DurationFamily {
  readonly #byLabels = new Map<string, Durations>()

  observe(labels: string, seconds: number): void {
    let durations = this.#byLabels.get(labels)
    if (durations === undefined) {
      durations = { buckets: bounds.map(() => 0), sum: 0, count: 0 }
      this.#byLabels.set(labels, durations)
    }
    const place = bounds.findIndex((bound) => seconds <= bound)
    if (place !== -1) durations.buckets[place]!++
    durations.sum += seconds
    durations.count++
  }

  lines(name: string, help: string): string[] {
    const lines = [`# HELP ${name} ${help}`, `# TYPE ${name} histogram`]
    for (const [labels, { buckets, sum, count }] of this.#byLabels) {
      let below = 0
      const comma = labels === '' ? '' : ','
      for (const [place, bound] of bounds.entries())
        lines.push(`${name}_bucket{${labels}${comma}le="${bound}"} ${(below += buckets[place] ?? 0)}`)
      lines.push(`${name}_bucket{${labels}${comma}le="+Inf"} ${count}`)
      const braced = labels === '' ? '' : `{${labels}}`
      lines.push(`${name}_sum${braced} ${sum}`, `${name}_count${braced} ${count}`)
    }
    return lines
  }
}

export class ServerMetrics {
  readonly #requests = new DurationFamily()
  readonly #labels = new Map<string, string>()
  readonly #frames = new DurationFamily()
  readonly #eventLoop = monitorEventLoopDelay({ resolution: 20 })

  constructor() {
    this.#eventLoop.enable()
  }

  /** `route` as it was registered, so that there are few of them. */
  request(request: { method: string; route: string; status: number; seconds: number }): void {
    const { method, route, status, seconds } = request
    const key = `${method} ${route} ${status}`
    let labels = this.#labels.get(key)
    if (labels === undefined) {
      labels = `method="${escaped(method)}",route="${escaped(route)}",status="${status}"`
      this.#labels.set(key, labels)
    }
    this.#requests.observe(labels, seconds)
  }

  /** A frame of a WebSocket was answered. */
  frame(path: string, seconds: number): void {
    let labels = this.#labels.get(path)
    if (labels === undefined) {
      labels = `path="${escaped(path)}"`
      this.#labels.set(path, labels)
    }
    this.#frames.observe(labels, seconds)
  }

  /** `counts`: what else there is to count, each number by the names on its way. */
  text(counts: object): string {
    const { user, system } = process.cpuUsage()
    const own = {
      process_resident_memory_bytes: process.memoryUsage.rss(),
      process_cpu_seconds_total: (user + system) / 1e6,
      process_start_time_seconds: performance.timeOrigin / 1000,
      nodejs_eventloop_lag_p99_seconds: this.#eventLoop.percentile(99) / 1e9,
    }
    this.#eventLoop.reset()
    const numbers = [...Object.entries(own), ...numbersOf('rlvr', counts)]
    return [
      ...this.#requests.lines('rlvr_request_duration_seconds', 'Requests answered, by route and status.'),
      ...this.#frames.lines('rlvr_frame_duration_seconds', 'Frames of WebSockets answered.'),
      ...numbers.flatMap(([name, value]) => [
        `# TYPE ${name} ${name.endsWith('_total') ? 'counter' : 'gauge'}`,
        `${name} ${value}`,
      ]),
      '',
    ].join('\n')
  }

  close(): void {
    this.#eventLoop.disable()
  }
}

function numbersOf(name: string, value: unknown): [string, number][] {
  if (typeof value === 'number') return Number.isFinite(value) ? [[name, value]] : []
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  return Object.entries(value).flatMap(([key, inner]) => numbersOf(`${name}_${snakeCase(key)}`, inner))
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace(/\W/g, '_')
}

function escaped(label: string): string {
  return label.replace(/[\\"\n]/g, (mark) => (mark === '\n' ? '\\n' : `\\${mark}`))
}
