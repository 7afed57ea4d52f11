// One agent's attempt at a task, as MCP shows it: the tools of the environment, one more by which the agent answers, and
// what each call was answered with. Nothing of the verdict is among it: how the last call is answered does not depend on
// what it earned.
import type { JsonObject } from '../../../core/json.ts'
import { promptMessages, type ToolDescription } from '../../../core/message.ts'
import { ProtocolFault } from '../protocol-fault.ts'
import type { Opening, Session, SessionStep } from '../session.ts'
import type { VerdictBook } from '../verdict-book.ts'

export interface ToolAnswer {
  readonly text: string
  readonly isError: boolean
}

/** Calls of one session that wait for their turn. Agents send several at once; more than this is no agent. */
const mostWaiting = 64

export class Episode {
  readonly session: Session
  readonly opening: Opening
  /** The tool that takes the agent's text. */
  readonly submitName: string
  readonly #book: VerdictBook
  #failures = 0
  #waiting = 0
  #last: Promise<unknown> = Promise.resolve()

  constructor(session: Session, opening: Opening, book: VerdictBook) {
    this.session = session
    this.opening = opening
    this.#book = book
    const taken = new Set(opening.observation.tools.map(({ name }) => name))
    this.submitName =
      ['submit', 'submit_answer', 'submit_final_answer'].find((name) => !taken.has(name)) ?? 'rlvr_submit'
  }

  get tools(): readonly ToolDescription[] {
    const turns = this.session.environment.spec.maxTurns
    return [
      ...this.opening.observation.tools,
      {
        name: this.submitName,
        description:
          turns === 1 || this.opening.observation.tools.length > 0
            ? 'Hands in your answer to the task, in the form that the task asks for. It counts once: the episode is over then.'
            : 'Says something to the environment: your answer, move or question, in the form that the task asks for. What comes back is its reply.',
        parameters: {
          type: 'object',
          properties: { answer: { type: 'string', description: 'the whole text of your answer' } },
          required: ['answer'],
          additionalProperties: false,
        },
      },
    ]
  }

  /** The task as one text. */
  get taskText(): string {
    return this.opening.observation.messages.map(({ content }) => content).join('\n\n')
  }

  /** Of the task, what its author wrote for everybody to know. */
  get publicFields(): JsonObject {
    return this.opening.task.public
  }

  get instructions(): string {
    const tools = this.opening.observation.tools.map(({ name }) => `\`${name}\``)
    const means = tools.length === 0 ? '' : ` You may call ${tools.join(', ')} before.`
    return `Your task is below. Answer it by calling \`${this.submitName}\`.${means}\n\n${this.taskText}`
  }

  /** One call at a time, in the order they came. Throws `ProtocolFault` where there is no such tool, or too many wait. */
  async call(name: string, given: JsonObject): Promise<ToolAnswer> {
    if (!this.tools.some((tool) => tool.name === name))
      throw new ProtocolFault(
        'unknown-tool',
        `There is no tool ${JSON.stringify(name.slice(0, 100))}; there is ${this.tools.map((tool) => tool.name).join(', ')}.`,
      )
    if (this.#waiting >= mostWaiting)
      throw new ProtocolFault('busy', `${this.#waiting} calls of this session wait already; wait for their answers.`)
    this.#waiting++
    const turn = this.#last.then(async () => await this.#do(name, given))
    this.#last = turn.catch(() => undefined)
    try {
      return await turn
    } finally {
      this.#waiting--
    }
  }

  async #do(name: string, given: JsonObject): Promise<ToolAnswer> {
    try {
      // A client that hangs up has not taken its call back: the step goes on, and its verdict counts.
      const step =
        name === this.submitName ? await this.session.step(answerOf(given)) : await this.session.call(name, given)
      return this.#answered(step, name)
    } catch (thrown) {
      if (!(thrown instanceof ProtocolFault) || thrown.kind === 'unknown-session') throw thrown
      return { text: thrown.kind === 'episode-over' ? over : thrown.message, isError: true }
    } finally {
      this.#book.note(this.session)
    }
  }

  #answered({ answer, done, info }: SessionStep, name: string): ToolAnswer {
    const isError = info.toolFailures > this.#failures
    this.#failures = info.toolFailures
    const said = answer.map(({ content }) => content)
    // What the environment says at the end to an answer may tell how good it was; what a tool answers is the tool's.
    if (done) return { text: [...(name === this.submitName ? [] : said), over].join('\n\n'), isError }
    return { text: said.join('\n\n'), isError }
  }
}

const over = 'The episode is over. There is nothing more to do.'

/** Models write numbers as numbers. */
function answerOf(given: JsonObject): string {
  const { answer } = given
  if (typeof answer === 'string') return answer
  if (typeof answer === 'number' || typeof answer === 'boolean') return String(answer)
  throw new ProtocolFault('malformed', 'Expected {"answer": "your answer as a text"}; nothing was handed in.')
}

/** What a prompt of MCP may hold: it knows no system message. */
export function promptOf(episode: Episode): { role: 'user' | 'assistant'; content: { type: 'text'; text: string } }[] {
  return promptMessages(episode.opening.observation.messages).map(({ role, content }) => ({
    role: role === 'assistant' ? role : 'user',
    content: { type: 'text', text: content },
  }))
}
