// The policy of a training, opened on the back end that is asked for or that the run began with.
import { availableParallelism } from 'node:os'
import type { EnvironmentSpec } from '../../core/environment.ts'
import type { TrainablePolicy } from '../../core/policy.ts'
import { readSnapshotHeader } from '../../policy/transformer/model/snapshot.ts'
import { ownDescription } from '../../policy/transformer/text/own-codec.ts'
import { openTransformer } from '../../policy/transformer/transformer-policy.ts'
import type { BackendName } from '../../tensor/open-backend.ts'
import type { Recipe } from '../../../envs/recipe.ts'
import { tell } from '../display/tell.ts'
import { backendNotice } from '../display/backend-notice.ts'
import { orClosed } from './closing-policy.ts'
import { openLearning } from './open-pretrained-policy.ts'
import { isPretrained } from './pretrained-settings.ts'
import { policyAgain, trainable, type OwnPolicy } from '../own/own-policy.ts'
import { changeOf } from '../own/source.ts'
import type { MachineFlags } from './machine-flags.ts'
import type { SnapshotAtPath } from './open-snapshot-path.ts'
import type { RunSettings } from './run-settings.ts'
import { openTinkerAgain } from './tinker-policy.ts'

export async function openTrainingPolicy(
  { policy, training }: RunSettings,
  { backend = 'auto', threads }: MachineFlags,
  start: SnapshotAtPath | null,
  spec?: EnvironmentSpec,
): Promise<TrainablePolicy> {
  if ('source' in policy) {
    const own: OwnPolicy = await policyAgain(policy.source)
    tell(changeOf(policy.source, own.source))
    return await orClosed(await own.open({ environment: spec as EnvironmentSpec, seed: training.seed }), (opened) =>
      trainable(opened, own.source),
    )
  }
  if ('tinker' in policy) return await openTinkerAgain(policy.tinker, { seed: training.seed, snapshot: start })
  if (isPretrained(policy))
    return await openLearning(policy, {
      backend,
      seed: training.seed,
      snapshot: start,
      ...(threads !== undefined && { threads }),
    })
  const { architecture, tokenizer } = policy
  const opened = await openTransformer({
    architecture,
    tokenizer,
    seed: training.seed,
    backend,
    ...(threads !== undefined && { threads }),
  })
  return await orClosed(opened, async () => {
    tell(await backendNotice(backend, opened.backend))
    if (start !== null) {
      await opened.restore(start.snapshot)
      await start.close()
    }
    return opened
  })
}

/** Back end and threads that a resumed run began with, where no others are asked for; what differs is told. */
export function machineAgain({ machine }: RunSettings, flags: MachineFlags): MachineFlags {
  if (machine === null) return {}
  const { backend = machine.backend as BackendName, threads = machine.threads } = flags
  if (backend !== machine.backend || threads !== machine.threads)
    tell(
      `The run began on ${machine.backend} with ${machine.threads} threads and goes on with ${backend} and ${threads}: numbers differ in their last digits.`,
    )
  return { backend, threads }
}

export function machineOf(policy: TrainablePolicy, { threads }: MachineFlags): RunSettings['machine'] {
  return 'backend' in policy ? { backend: backendOf(policy), threads: threads ?? availableParallelism() } : null
}

export function backendOf(policy: TrainablePolicy): string {
  return 'backend' in policy ? String(policy.backend) : policy.name
}

export async function shapeOf(snapshot: string): Promise<Recipe['policy']> {
  const { architecture, tokenizer } = await readSnapshotHeader(snapshot)
  return { architecture, tokenizer: ownDescription(tokenizer) }
}
