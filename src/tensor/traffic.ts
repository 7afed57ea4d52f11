// What a back end counts of its own work: bytes that cross between the host's arrays and where its tensors live, and what
// the host dispatches. On a GPU a step is bound by either before it is bound by arithmetic.

export interface TrafficCounts {
  /** Programs that were run. */
  readonly runs: number
  /** Operations that the host dispatched for them: one a run where a whole program is handed over at once. */
  readonly operations: number
  readonly uploads: number
  /** Host to device. */
  readonly uploadedBytes: number
  readonly downloads: number
  /** Device to host. */
  readonly downloadedBytes: number
}

const nothing: TrafficCounts = {
  runs: 0,
  operations: 0,
  uploads: 0,
  uploadedBytes: 0,
  downloads: 0,
  downloadedBytes: 0,
}

export class Traffic {
  #counts: TrafficCounts = nothing

  /** Everything since the back end was opened. */
  get counts(): TrafficCounts {
    return this.#counts
  }

  ran(operations: number): void {
    const { runs, operations: before } = this.#counts
    this.#counts = { ...this.#counts, runs: runs + 1, operations: before + operations }
  }

  uploaded({ byteLength }: { readonly byteLength: number }): void {
    const { uploads, uploadedBytes } = this.#counts
    this.#counts = { ...this.#counts, uploads: uploads + 1, uploadedBytes: uploadedBytes + byteLength }
  }

  downloaded({ byteLength }: { readonly byteLength: number }): void {
    const { downloads, downloadedBytes } = this.#counts
    this.#counts = { ...this.#counts, downloads: downloads + 1, downloadedBytes: downloadedBytes + byteLength }
  }
}

/** What came to pass between two readings of `Traffic.counts`. */
export function trafficBetween(before: TrafficCounts, after: TrafficCounts): TrafficCounts {
  return {
    runs: after.runs - before.runs,
    operations: after.operations - before.operations,
    uploads: after.uploads - before.uploads,
    uploadedBytes: after.uploadedBytes - before.uploadedBytes,
    downloads: after.downloads - before.downloads,
    downloadedBytes: after.downloadedBytes - before.downloadedBytes,
  }
}
