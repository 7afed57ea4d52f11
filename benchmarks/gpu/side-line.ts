// What a side of the device benchmark says on its standard output, a line of JSON each: ours by `device-side.ts`,
// PyTorch's by `peers/gpu_peer.py`.
import type { TrafficCounts } from '../../src/tensor/traffic.ts'
import type { Spread } from '../paired-rounds.ts'

export type SideLine =
  | { readonly kind: 'open'; readonly backend: string; readonly onDevice: boolean; readonly seconds: number }
  /** Operations a second of the fastest product of square matrices, and the size of those. */
  | { readonly kind: 'product'; readonly size: number; readonly rate: number }
  | {
      readonly kind: 'step'
      readonly ms: Spread
      readonly rounds: number
      /** Of the last step; a peer counts none. */
      readonly traffic?: TrafficCounts
    }
  | {
      readonly kind: 'generation'
      readonly tokensPerSecond: Spread
      readonly rounds: number
      /** Tokens of each reply: how often all replies grew by one. */
      readonly steps: number
      readonly traffic?: TrafficCounts
    }
  | { readonly kind: 'failed'; readonly reason: string }
