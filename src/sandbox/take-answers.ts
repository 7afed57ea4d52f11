// The answers of a calls job on their way from a worker to whoever judges them: each is read when it comes, if it is
// worth it, and held by nobody afterwards.
import type { Failure } from './code-verdict.ts'
import type { Answer, AnswerSink, CallsJob, Execution } from './engine.ts'
import { jobBytes, toldBytes, tooMuch } from './limits.ts'
import type { Attachment } from './worker/frames.ts'

/** Of an answer that nobody reads, for the message. */
const shownBytes = 160
/** Every text up to this is read: one that tells how a call failed is no longer. */
const smallBytes = 16 << 10

export class AnswerTaker {
  readonly #sink: AnswerSink | null
  readonly #most: number
  readonly #total: number
  readonly #collected: Answer[] = []
  readonly #read: (text: string, wallMs: number) => Answer
  #taken = 0
  #bytes = 0
  #spentMs = 0
  #isEnough = false

  /** `read` makes an answer of its text. */
  constructor(job: Pick<CallsJob, 'sink' | 'limits'>, read: (text: string, wallMs: number) => Answer) {
    this.#read = read
    this.#sink = job.sink ?? null
    this.#most = toldBytes(job.limits)
    this.#total = jobBytes(job.limits)
    this.#sink?.begin()
  }

  get taken(): number {
    return this.#taken
  }

  /** No answer counts any more: the sink has had enough, or all together are too much. */
  get isEnough(): boolean {
    return this.#isEnough
  }

  /** Of an `Execution`: the answers, where no sink had them. */
  get told(): Pick<Execution, 'answers'> {
    return this.#sink === null ? { answers: this.#collected } : {}
  }

  /** How much of the next answer's text is worth holding. */
  keeps(bytes: number): number {
    if (this.#isEnough) return 0
    return bytes <= Math.min(this.#wanted(this.#taken), this.#total - this.#bytes) ? bytes : 0
  }

  /** For a supervisor, which runs nothing of the candidate's: the longest text of each answer that is worth sending. */
  readBytes(calls: number): number[] {
    return Array.from({ length: calls }, (_, place) => this.#wanted(place))
  }

  #wanted(place: number): number {
    return Math.min(Math.max(smallBytes, this.#sink?.mostBytes(place) ?? this.#most), this.#most)
  }

  takeText({ bytes, kept }: Attachment, wallMs: number): void {
    if (this.#isEnough) return
    const isWanted = this.keeps(bytes) === bytes && kept.length === bytes
    this.#bytes += bytes
    if (this.#bytes > this.#total) {
      return this.take({ ending: 'output_limit', message: tooMuch(this.#total), wallMs, bytes })
    }
    if (isWanted) return this.take({ ...this.#read(kept.toString('utf8'), wallMs), bytes })
    const start = kept.toString('utf8', 0, shownBytes)
    // What ended otherwise than with a value has a short text.
    this.take({ ending: 'finished', unread: valueOf(start), wallMs, bytes })
  }

  take(answer: Answer): void {
    if (this.#isEnough) return
    const place = this.#taken++
    this.#spentMs += answer.wallMs
    if (this.#sink === null) this.#collected.push(answer)
    else if (!this.#sink.take(answer, place)) this.#isEnough = true
    if (this.#bytes > this.#total) this.#isEnough = true
  }

  /** The call under way when the program ended after `wallMs` in all: it ended as the program did. */
  takeEnd(how: { readonly ending: Failure; readonly message?: string }, wallMs: number): void {
    this.take({ ...how, wallMs: Math.max(0, wallMs - this.#spentMs) })
  }
}

/** Without what a worker writes before a value. */
function valueOf(start: string): string {
  return start.replace(/^\{(?:"ending":"finished","value"|"v"):/, '')
}
