// The options of `train` as someone gives them whom no compiler warns: each fault in a sentence.
import { checkNames } from '../src/core/check-names.ts'
import { RlvrError, show } from '../src/core/errors.ts'
import { settingDescriptions } from './plain-settings.ts'

const known = ['environment', 'policy', 'opponent', 'settings', 'run', 'acceptChanges', 'onEvent', 'signal'] as const

/** Where a setting stands that was given beside `settings`. */
const hints = Object.fromEntries(
  [
    'algorithm',
    'alarms',
    'optimizer',
    ...new Set([...settingDescriptions.keys()].map((path) => path.split('.')[0] as string)),
  ].map((name) => [name, `It is a setting: train({ settings: { ${name}: … } }).`]),
)

/** @throws RlvrError `RLVR_USAGE` for options that no training could start with */
export function checkTrainOptions(options: unknown): void {
  const refuse = (sentence: string): never => {
    throw new RlvrError('RLVR_USAGE', `train: ${sentence}`)
  }
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    refuse(`it takes { environment, policy, settings }; got ${show(options, 80)}.`)
  checkNames('train', options, known, { hints })
  const { environment, policy, opponent, settings, run, onEvent, signal } = options as {
    [name in (typeof known)[number]]?: unknown
  }
  if (environment === undefined)
    refuse(
      "`environment` is missing. Give an id like 'countdown', what `defineEnv` gives, or what `configure` makes of it.",
    )
  checkTrainable(policy, refuse)
  if (opponent !== undefined && opponent !== 'self')
    refuse(
      `\`opponent\` is 'self', the policy that learns; got ${show(opponent, 80)}. Another one is handed to the environment: \`configure(…, { opponent: 'policy' }, { opponent })\`.`,
    )
  if (settings !== undefined && (typeof settings !== 'object' || settings === null || Array.isArray(settings)))
    refuse(`\`settings\` is an object like { steps: 100 }; got ${show(settings, 80)}.`)
  if (run !== undefined && !(typeof run === 'object' && run !== null && 'writeMetrics' in run))
    refuse(`\`run\` is an open run, as \`RunDirectory.openOrCreate(path, …)\` gives it; got ${show(run, 80)}.`)
  if (onEvent !== undefined && typeof onEvent !== 'function')
    refuse(`\`onEvent\` is a function that is told each event; got ${show(onEvent, 80)}.`)
  if (signal !== undefined && !(signal instanceof AbortSignal))
    refuse(`\`signal\` is that of an AbortController; got ${show(signal, 80)}.`)
}

function checkTrainable(policy: unknown, refuse: (sentence: string) => never): void {
  const mend =
    'Open one that learns: `await openTransformer({ architecture, tokenizer })`, or your own with these methods.'
  if (policy === undefined) refuse(`\`policy\` is missing. ${mend}`)
  if (typeof policy !== 'object' || policy === null)
    refuse(`${show(policy, 80)} cannot be trained: it is no policy. ${mend}`)
  const methods = [
    'generate',
    'encode',
    'score',
    'accumulate',
    'apply',
    'discard',
    'snapshot',
    'restore',
    'freeze',
  ] as const
  const given = policy as { readonly name?: unknown } & { readonly [name: string]: unknown }
  const missing = methods.filter((name) => typeof given[name] !== 'function')
  if (missing.length > 0)
    refuse(
      `the policy${typeof given.name === 'string' ? ` \`${given.name}\`` : ''} cannot be trained: it has no ${missing.map((name) => `\`${name}\``).join(', ')}. ${mend}`,
    )
}
