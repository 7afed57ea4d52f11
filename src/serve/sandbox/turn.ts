import type { Context } from 'hono'
import type { Language } from '../../sandbox/engine.ts'

/** Does a request's work when the turn of its peer has come, on what runs programs of a language. */
export type Turn = <T>(context: Context, language: Language, work: (signal: AbortSignal) => Promise<T>) => Promise<T>
