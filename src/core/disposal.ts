// The end of what an episode held: its state, by the definition's `dispose` or the state's own methods, and what was opened
// for it. One that never ends is waited for a few seconds.
import type { AnyDefinition } from './definition.ts'
import { RlvrError, boundary, show } from './errors.ts'

/** How long a disposal is waited for; longer than a container takes to stop when it is told to at once. */
const longestMs = 5000
/** The same where one of the same environment did not end before. */
const againMs = 250

const hanging = new WeakSet<AnyDefinition>()

/** What a state can be disposed of by is a function. Throws where it is anything else. */
export function checkDisposable({ id, dispose }: AnyDefinition, state: unknown): void {
  if (dispose !== undefined || typeof state !== 'object' || state === null) return
  for (const [symbol, name] of [
    [Symbol.asyncDispose, 'Symbol.asyncDispose'],
    [Symbol.dispose, 'Symbol.dispose'],
  ] as const) {
    const method: unknown = (state as { [symbol]?: unknown })[symbol]
    if (method !== undefined && typeof method !== 'function')
      throw new RlvrError(
        'RLVR_ENVIRONMENT',
        `State of \`${id}\`: its \`[${name}]\` is a function that disposes of it; got ${show(method, 80)}.`,
      )
  }
}

/** By the definition's own `dispose`, else by the state's `Symbol.asyncDispose` or `Symbol.dispose`. */
export async function disposeOf(definition: AnyDefinition, state: unknown): Promise<void> {
  if (definition.dispose !== undefined) return await definition.dispose(state as never)
  if (typeof state !== 'object' || state === null) return
  const { [Symbol.asyncDispose]: disposeLater, [Symbol.dispose]: dispose } = state as Partial<
    AsyncDisposable & Disposable
  >
  if (disposeLater !== undefined) await disposeLater.call(state)
  else dispose?.call(state)
}

/**
 * Waits for disposals, each named, for 5 seconds or the episode's limit of time where that is shorter; one that fails keeps
 * none of the others.
 * @throws RlvrError `RLVR_ENVIRONMENT` naming what could not be disposed of
 */
export async function allDisposed(
  definition: AnyDefinition,
  timeMs: number | undefined,
  disposals: readonly (readonly [what: string, disposal: Promise<void> | undefined])[],
): Promise<void> {
  const where = `Disposal of what an episode of \`${definition.id}\` held`
  const most = Math.min(hanging.has(definition) ? againMs : longestMs, timeMs ?? Infinity)
  const waited = new Set(disposals.flatMap(([what, disposal]) => (disposal === undefined ? [] : [what])))
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    hanging.add(definition)
    const what = [...waited].join(' and ')
    late.reject(new Error(`${what} did not end within ${most / 1000} s, and is waited for no longer`))
  }, most)
  const all = disposals.map(async ([what, disposal]) => {
    try {
      await disposal
    } finally {
      waited.delete(what)
    }
  })
  await boundary('RLVR_ENVIRONMENT', where, async () => {
    try {
      const ended = await Promise.race([Promise.allSettled(all), late.promise])
      const failed = ended.find((each) => each.status === 'rejected')
      if (failed !== undefined) throw failed.reason
    } finally {
      clearTimeout(timer)
    }
  })
}
