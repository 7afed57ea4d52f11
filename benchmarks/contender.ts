// What takes part in a benchmark: our code, or a peer in a process of its own.

/** The two models everything is measured on: learned positions, RMSNorm, SiLU MLP of 4x width, tied head. */
export const workloads = {
  S: { width: 128, layers: 4, heads: 4, length: 64, vocabulary: 512, batch: 64 },
  M: { width: 256, layers: 6, heads: 8, length: 128, vocabulary: 512, batch: 32 },
} as const

export type ShapeName = keyof typeof workloads

/** Generation: this many one-token prompts, each continued greedily by this many tokens. */
export const generation = { batch: 64, newTokens: 64 } as const

/** What a contender is built for. */
export interface Work {
  readonly shape: ShapeName
  /** CPU threads that a contender may compute with. */
  readonly threads: number
  /** Training steps, or whole generations, in one round. */
  readonly stepsPerRound: number
}

/** One side of a comparison. Set-up and warm-up belong in its making, not in a round. */
export interface Contender {
  readonly name: string
  readonly version: string
  /** Settings that were chosen for it, for the report. */
  readonly detail?: string
  /** Does one round of `Work.stepsPerRound` steps; milliseconds a step, or tokens a second, as the benchmark says. */
  round(): Promise<number>
  close(): void | Promise<void>
}

/** Makes our side of a benchmark. Throws where it cannot run here, saying what is missing. */
export type MakeContender = (work: Work) => Promise<Contender>
