// What a training says of self-play: by which weights the other side plays.

export interface SelfPlaySettings {
  /** 1: the other side plays by the present weights. More: by a frozen copy, which is taken anew every so many steps. */
  readonly renewEverySteps: number
}

/** The line of a plan. */
export function selfPlayLine({ renewEverySteps }: SelfPlaySettings): string {
  return `opponent    the policy itself, ${renewEverySteps === 1 ? 'by its present weights' : `by a copy of it that is renewed every ${renewEverySteps} steps`}`
}
