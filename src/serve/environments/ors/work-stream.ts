// The events of a piece of work: `task_id`, then its JSON in pieces of at most 4,096 characters, each a `chunk` and the
// last one `end`; or `error`. A comment every 10 seconds keeps clients from giving up (theirs wait 30).
// After openreward 0.1.167, `environments/reconnect.py` (server) and `api/_session/http.py` (client).
import type { Work } from './ongoing-work.ts'

/** With room for a blank at either end, which is written as six characters. */
const rawLength = 4096 - 10
const beatMs = 10_000

/** An event as the wire has it. `data` has no line breaks. */
export function eventText(event: string, data: string): string {
  return `event: ${event}\ndata: ${data}\n\n`
}

export function eventResponse(events: AsyncIterable<string> | Iterable<string>): Response {
  const bytes = ReadableStream.from(encoded(events)) as ReadableStream<Uint8Array<ArrayBuffer>>
  return new Response(bytes, {
    headers: {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-cache',
      'X-Accel-Buffering': 'no',
    },
  })
}

async function* encoded(events: AsyncIterable<string> | Iterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  for await (const event of events) yield encoder.encode(event)
}

export async function* workEvents({ id, result }: Work, everyMs: number = beatMs): AsyncGenerator<string> {
  yield eventText('task_id', id)
  for (;;) {
    const beat = Promise.withResolvers<null>()
    const timer = setTimeout(() => beat.resolve(null), everyMs)
    const ended = await Promise.race([result, beat.promise])
    clearTimeout(timer)
    if (ended === null) yield ': ping\n\n'
    else return yield* resultEvents(ended)
  }
}

function* resultEvents(ended: Awaited<Work['result']>): Generator<string> {
  if ('error' in ended) return yield eventText('error', ended.error.replace(/\s+/g, ' '))
  const all = [...pieces(ended.text)]
  yield all.map((piece, index) => eventText(index === all.length - 1 ? 'end' : 'chunk', piece)).join('')
}

/**
 * JSON text in pieces that a client puts together again unharmed. Clients strip white space from the ends of a piece,
 * so it has none there; and all is ASCII, so that no character is cut in two.
 */
export function* pieces(json: string): Generator<string> {
  // oxlint-disable-next-line no-control-regex -- all that is not ASCII
  const text = json.replace(/[^\x00-\x7e]/g, escaped)
  for (let at = 0; at < text.length; at += rawLength) yield text.slice(at, at + rawLength).replace(/^ | $/g, escaped)
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}
