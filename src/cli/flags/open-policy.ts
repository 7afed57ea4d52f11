// A policy by its name on the command line.
import { existsSync } from 'node:fs'
import type { EnvironmentSpec } from '../../core/environment.ts'
import { RlvrError } from '../../core/errors.ts'
import type { Logger } from '../../core/logger.ts'
import type { Policy } from '../../core/policy.ts'
import type { Task } from '../../core/task.ts'
import { goldPolicy } from '../../policy/scripts/gold-policy.ts'
import { openAiPolicy } from '../../policy/servers/openai-policy.ts'
import { openTinker } from '../../policy/servers/tinker/open-tinker.ts'
import { scriptedPolicy } from '../../policy/scripts/scripted-policy.ts'
import { openSnapshot } from '../../policy/transformer/transformer-policy.ts'
import { backendNotice } from '../display/backend-notice.ts'
import { policyNamed } from '../own/own-policy.ts'
import type { EvaluatedModel } from './model-weights.ts'
import { isModuleName } from '../own/source.ts'
import { orClosed } from './closing-policy.ts'
import { requireNoMachine, type MachineFlags } from './machine-flags.ts'
import { openEvaluated } from './open-pretrained-policy.ts'
import { openSnapshotPath } from './open-snapshot-path.ts'
import { serverOptions, type ServerSettings } from './server-settings.ts'
import { openTinkerAgain, tinkerName, tinkerOfRun } from './tinker-policy.ts'

/** What a policy may need of the command that opens it. */
export interface OpenPolicyContext {
  readonly spec: EnvironmentSpec
  /** The tasks it will be asked, for a policy that knows the answers. */
  readonly tasks: readonly Task[]
  readonly logger: Logger
  /** Requests to a server under way at once. */
  readonly maxConcurrent?: number
  /** What computes, where the policy is one of ours. */
  readonly machine?: MachineFlags | null
  /** What a server is told beside the sampling. */
  readonly server?: ServerSettings | null
  /** The weights that the name stands for, found already; null where they are not ours. */
  readonly model?: EvaluatedModel | null
}

const forms =
  '`scripted:gold`, `scripted:empty`, `openai:MODEL@URL` (as in openai:qwen3-4b@http://localhost:8000/v1), `tinker:MODEL@URL` (where MODEL is a folder with its tokenizer), `hf:FOLDER` or `hf:OWNER/NAME@REVISION` (a Hugging Face checkpoint), the path of a run or a checkpoint, or a policy of your own (./policy.ts, ./policy.ts#name)'

/**
 * Opens the policy of that name; the caller closes it.
 * @throws RlvrError `RLVR_USAGE` for a name of no known form; `RLVR_POLICY`, `RLVR_RECORD` for a file of another kind
 */
export async function openPolicy(name: string, context: OpenPolicyContext): Promise<Policy> {
  const server = /^openai:(?<model>.+)@(?<baseUrl>https?:\/\/.+)$/.exec(name)?.groups
  if (context.server && server === undefined)
    throw new RlvrError(
      'RLVR_USAGE',
      `\`${name}\` is no server, and nothing reads ${Object.keys(context.server).join(', ')}: those flags are for openai:MODEL@URL.`,
    )
  const { model = null, machine = null } = context
  const isElsewhere =
    /^(?:openai|scripted|tinker):/.test(name) || isModuleName(name) || (existsSync(name) && tinkerOfRun(name) !== null)
  if (isElsewhere) requireNoMachine(name, machine)
  if (name === 'scripted:gold') return await goldPolicy(context.spec, context.tasks)
  if (name === 'scripted:empty') return scriptedPolicy('', { name })
  if (server?.['model'] !== undefined && server['baseUrl'] !== undefined) {
    const { model, baseUrl } = server
    const { logger, maxConcurrent } = context
    const told = serverOptions(context.server)
    return openAiPolicy({ model, baseUrl, logger, ...told, ...(maxConcurrent !== undefined && { maxConcurrent }) })
  }
  const remote = tinkerName(name)
  if (remote !== null) return await openTinker({ ...remote, logger: context.logger })
  const ofRun = existsSync(name) ? tinkerOfRun(name) : null
  if (ofRun !== null) return await openTinkerAgain(ofRun, { seed: 0, snapshot: await openSnapshotPath(name), name })
  if (model !== null && model.base !== null)
    return await openEvaluated(model.base, model, { name, logger: context.logger, machine })
  const own = await policyNamed(name)
  if (own !== null) return await own.open({ environment: context.spec, seed: 0 })
  if (existsSync(name)) {
    const found = await openSnapshotPath(name)
    try {
      return await orClosed(await openSnapshot(found.snapshot, machine ?? {}), async (policy) => {
        const notice = await backendNotice(machine?.backend ?? 'auto', policy.backend)
        if (notice !== null) context.logger.warn(notice)
        return policy
      })
    } finally {
      await found.close()
    }
  }
  throw new RlvrError('RLVR_USAGE', `Unknown policy \`${name}\`.${nearForm(name)} Expected ${forms}.`)
}

/** What a name that is nothing here may have been meant for. */
function nearForm(name: string): string {
  if (/^(?:\.{0,2}|~)\//.test(name)) return ' There is no such path.'
  return /^[\w.-]+\/[\w.-]+(?:@[\w.-]+)?$/.test(name) ? ` Did you mean \`hf:${name}\`?` : ''
}
