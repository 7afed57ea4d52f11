// What a program writes, kept inside the isolate up to a cap, so that a flood costs nothing outside.
import type { Primordials } from './primordials.ts'

export interface Output {
  /** Throws where standard output goes over its cap; standard error is cut without a word. */
  write(stream: 'stdout' | 'stderr', text: string): void
  /** Nothing is taken any more: the program has called `process.exit`. */
  close(): void
  stdoutTruncated(): boolean
  /** All of it as members of a JSON object, without the braces. */
  told(): string
}

export function installOutput(primordials: Primordials, caps: { stdout: number; stderr: number }): Output {
  const { charCodeAt, quote, slice, toWellFormed } = primordials
  let stdout = ''
  let stderr = ''
  let stdoutLeft = caps.stdout
  let stderrLeft = caps.stderr
  let stdoutTruncated = false
  let stderrTruncated = false
  let closed = false
  let cut = 0

  /** Bytes of the text as UTF-8, or of as much of it as fits; `cut` is how many code units those are. */
  const measure = (text: string, room: number): number => {
    const { length } = text
    let bytes = 0
    for (cut = 0; cut < length; cut++) {
      const unit = charCodeAt(text, cut)
      // Each half of a surrogate pair is counted as two of its four bytes; a lone one becomes U+FFFD, three bytes.
      const size = unit < 0x80 ? 1 : unit < 0x800 ? 2 : unit >= 0xd800 && unit <= 0xdfff ? 2 : 3
      if (bytes + size > room) break
      bytes += size
    }
    return bytes
  }

  return {
    write(stream, text) {
      if (closed || text === '') return
      if (stream === 'stderr') {
        const bytes = measure(text, stderrLeft)
        stderrLeft -= bytes
        if (cut < text.length) stderrTruncated = true
        stderr += cut < text.length ? slice(text, 0, cut) : text
        return
      }
      const bytes = measure(text, stdoutLeft)
      stdoutLeft -= bytes
      stdout += cut < text.length ? slice(text, 0, cut) : text
      if (cut < text.length) {
        stdoutTruncated = true
        stdoutLeft = 0
        throw new RangeError('the output limit is reached')
      }
    },
    close() {
      closed = true
    },
    stdoutTruncated: () => stdoutTruncated,
    told: () =>
      '"stdout":' +
      quote(toWellFormed(stdout)) +
      ',"stderr":' +
      quote(toWellFormed(stderr)) +
      ',"stdoutTruncated":' +
      stdoutTruncated +
      ',"stderrTruncated":' +
      stderrTruncated,
  }
}
