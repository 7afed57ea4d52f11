// What a back end counts of its own work: bytes that cross between the host's arrays and where its tensors live, and what
// the host dispatches. On a GPU a step is bound by either before it is bound by arithmetic.
import { noTraffic, type TrafficCounts } from '../core/traffic-counts.ts'

export { trafficBetween, type TrafficCounts } from '../core/traffic-counts.ts'

export class Traffic {
  #counts: TrafficCounts = noTraffic

  /** Everything since the back end was opened. */
  get counts(): TrafficCounts {
    return this.#counts
  }

  ran(operations: number): void {
    this.#add({ runs: 1, operations })
  }

  uploaded({ byteLength }: { readonly byteLength: number }): void {
    this.#add({ uploads: 1, uploadedBytes: byteLength })
  }

  downloaded({ byteLength }: { readonly byteLength: number }): void {
    this.#add({ downloads: 1, downloadedBytes: byteLength })
  }

  took(milliseconds: Partial<Pick<TrafficCounts, 'dispatchMs' | 'waitMs'>>): void {
    this.#add(milliseconds)
  }

  #add(more: Partial<TrafficCounts>): void {
    const counts: { -readonly [name in keyof TrafficCounts]: number } = { ...this.#counts }
    for (const [name, value] of Object.entries(more) as [keyof TrafficCounts, number][]) counts[name] += value
    this.#counts = counts
  }
}
