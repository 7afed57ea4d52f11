// What a server tells on stderr: lines for people, or one JSON object a line for programs, each with `time`, `level` and
// `event` (`message`, `request` or `socket`).
import type { Logger } from '../../core/logger.ts'
import type { RequestLog } from '../../serve/http/request-log.ts'

export const logFormats = ['text', 'json'] as const

export type LogFormat = (typeof logFormats)[number]

export interface ServeLogOptions {
  readonly log: LogFormat
  /** Whether each request is told. */
  readonly logRequests?: boolean
  /** Default stderr. */
  readonly write?: (line: string) => void
}

export function serveLog(options: ServeLogOptions): { readonly logger: Logger; readonly requestLog?: RequestLog } {
  const { log, logRequests = false, write = (line) => void process.stderr.write(`${line}\n`) } = options
  const tell = (level: string, event: string, entry: object, words: string): void =>
    write(log === 'text' ? words : JSON.stringify({ time: new Date().toISOString(), level, event, ...entry }))
  const logger: Logger = {
    debug: () => undefined,
    info: (message) => tell('info', 'message', { message }, message),
    warn: (message) => tell('warn', 'message', { message }, message),
  }
  if (!logRequests) return { logger }
  return {
    logger,
    requestLog: {
      request: ({ ms, ...entry }) => {
        const { client, method, path, status } = entry
        tell(
          'info',
          'request',
          { ...entry, ms: rounded(ms) },
          `${client} ${method} ${path} ${status} ${rounded(ms)} ms`,
        )
      },
      socket: ({ ms, ...entry }) => {
        const { client, path, frames, closeCode } = entry
        const words = `${client} WebSocket ${path}: ${frames} frames, ${rounded(ms)} ms, closed with ${closeCode}`
        tell('info', 'socket', { ...entry, ms: rounded(ms) }, words)
      },
    },
  }
}

function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000
}
