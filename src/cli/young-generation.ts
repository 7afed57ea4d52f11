// Keeps a training's memory small. V8 lets its young generation grow to 96 MB once many objects outlive a collection,
// as the episodes of a rollout do; what a training computes lives outside of that heap. Measured on `train countdown`
// (60 steps): peak memory 512 MB instead of 684, processor time 20.0 s instead of 21.3.
import { setFlagsFromString } from 'node:v8'

/** From here on the young generation stays as small as it is. V8 looks at this flag whenever it would grow. */
export function keepYoungGenerationSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}
