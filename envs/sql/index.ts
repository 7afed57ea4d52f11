// SQL over a real SQLite database: questions that one SELECT answers, and changes. Text-to-SQL judged by execution on
// several databases of one schema follows test-suite accuracy (arXiv 2010.02840); the worlds and the questions are ours.
import { Type } from 'typebox'
import { defineEnv, type EnvironmentFactory } from '../../src/core/define-env.ts'
import type { Resources } from '../../src/core/resources.ts'
import { EpisodeError, ToolError } from '../../src/core/tool.ts'
import { SandboxFault } from '../../src/sandbox/engine.ts'
import { scored } from '../../src/core/verdict.ts'
import { levelOption } from '../level-option.ts'
import { domainOf, domains } from './domains.ts'
import type { Outcome } from './order.ts'
import { promptOf } from './prompt.ts'
import { openSqlJudge, worlds, type SqlAnswer, type SqlJudge } from './sql-judge.ts'
import { sqlIn, statementsOf } from './statements.ts'

interface Choice {
  level: number
  kind: 'both' | 'questions' | 'changes'
  schema: 'prompt' | 'tool'
}

interface State {
  /** Statements that were executed, in their order: what the database of the episode has seen. */
  readonly executed: string[]
  submitted: string | null
}

const levels = ['one table', 'joins and groups', 'sets, NULL and HAVING', 'windows and ties']
const mostShown = 50
const mostExecuted = 100

const judgeOf = async (resources: Resources): Promise<SqlJudge> => await resources.own(openSqlJudge)
const sql = Type.String({ description: 'SQL for SQLite' })

const environment: EnvironmentFactory<SqlAnswer, Choice> = defineEnv({
  id: 'sql',
  description: 'Answer questions about a SQLite database, or change it, by SQL.',
  card: {
    source: 'Generated: five domains and their questions are our own.',
    verifier:
      'The SQL is run on three or more databases of the schema, of which the policy can see one: the rows it gives, or the rows it leaves in all tables, are those of the gold.',
    limits:
      'The dialect is that of SQLite. Statements that make, alter or drop tables are neither asked for nor allowed.',
  },
  options: Type.Object({
    level: levelOption(
      levels,
      '1: one table, NULL and order; 2: joins and groups; 3: sets, HAVING and absence; 4: windows, ties and correlated queries',
    ),
    kind: Type.Enum(['both', 'questions', 'changes'], {
      default: 'both',
      description:
        'questions: answered by one SELECT; changes: INSERT, UPDATE and DELETE; both: a change one time in three',
    }),
    schema: Type.Enum(['prompt', 'tool'], {
      default: 'prompt',
      description:
        'prompt: the tables are in the prompt, which is all a single reply needs; tool: they are asked for by `schema`',
    }),
  }),
  draw: ({ rng, options: { level, kind, schema } }) => {
    const domain = rng.pick(domains)
    const wanted =
      kind === 'changes' || (kind === 'both' && rng.int(1, 3) === 1) ? ('change' as const) : ('question' as const)
    const template = rng.pick(domain.templates.filter((each) => each.level === level && each.kind === wanted))
    const asked = template.make(rng)
    const { gold, careless, ordered = false } = asked
    return {
      prompt: promptOf({ domain, kind: wanted, asked, showsSchema: schema === 'prompt' }),
      answer: { domain: domain.name, world: rng.int(0, worlds - 1), kind: wanted, isOrdered: ordered, gold, careless },
    }
  },
  state: (): State => ({ executed: [], submitted: null }),
  maxTurns: 12,
  tools: {
    schema: {
      description: 'The tables of the database.',
      parameters: Type.Object({}),
      run: (_, { task }) => domainOf(task.answer.domain).schema,
    },
    query: {
      description: 'What one SELECT gives on the database.',
      parameters: Type.Object({ sql }),
      run: async ({ sql: text }, { task, state, resources, signal }) => {
        const statements = readStatements(text)
        if (statements.length !== 1) throw new ToolError(`It takes one statement; got ${statements.length}.`)
        const judge = await judgeOf(resources)
        const mode = state.executed.length === 0 ? 'read' : 'write'
        const all = [...state.executed, ...statements]
        const outcome = await blameless(judge.run(task, all, { mode, mostRows: mostShown, signal }))
        return shown(outcome)
      },
    },
    execute: {
      description: 'Runs INSERT, UPDATE and DELETE statements: all of them or, where one fails, none.',
      parameters: Type.Object({ sql }),
      run: async ({ sql: text }, { task, state, resources, signal }) => {
        if (task.answer.kind === 'question') throw new ToolError('Nothing is to be changed.')
        const statements = readStatements(text)
        const all = [...state.executed, ...statements]
        if (all.length > mostExecuted) throw new ToolError(`No more than ${mostExecuted} statements are executed.`)
        const judge = await judgeOf(resources)
        const outcome = await blameless(judge.run(task, all, { mode: 'write', mostRows: mostShown, signal }))
        if ('fault' in outcome) throw new ToolError(outcome.fault)
        state.executed.push(...statements)
        return `Done. Rows changed: ${outcome.changes.slice(-statements.length).join(', ')}.`
      },
    },
    submit: {
      description:
        'Gives the final SQL and ends the task; with executed statements, what is to be run after them, or nothing.',
      parameters: Type.Object({ sql }),
      run: ({ sql: text }, { state }) => {
        state.submitted = text
        return { content: 'Submitted.', end: true }
      },
    },
  },
  rewards: {
    correct: {
      name: 'sql',
      timeoutMs: 60_000,
      verify: async ({ task, reply, state, resources, signal }) => {
        const given = (state as State | undefined)?.submitted ?? sqlIn(reply)
        const executed = (state as State | undefined)?.executed ?? []
        const statements = given === null ? [] : statementsOf(given)
        if (statements === null) return scored(false, 'The SQL is longer than any answer.')
        if (executed.length + statements.length === 0) return scored(false, 'There is no SQL in the reply.')
        return await (await judgeOf(resources)).judge(task, [...executed, ...statements], signal)
      },
    },
  },
  outcome: 'correct',
  demonstrate: ({ answer: { kind, gold } }) =>
    kind === 'question'
      ? [callOf('query', gold), `<answer>${gold}</answer>`]
      : [callOf('execute', gold), 'The statements were executed.'],
})

function callOf(name: string, text: string): string {
  return `<tool_call>${JSON.stringify({ name, arguments: { sql: text } })}</tool_call>`
}

/** A process that cannot be had is not the policy's fault. */
async function blameless(running: Promise<Outcome>): Promise<Outcome> {
  try {
    return await running
  } catch (thrown) {
    throw thrown instanceof SandboxFault ? new EpisodeError(thrown.message, { cause: thrown }) : thrown
  }
}

function readStatements(text: string): string[] {
  const statements = statementsOf(text)
  if (statements === null || statements.length === 0) throw new ToolError('It takes SQL, of at most 20000 characters.')
  return statements
}

/** What a policy is told: a table with a line of names, cells as JSON. */
function shown(outcome: Outcome): string {
  if ('fault' in outcome) throw new ToolError(outcome.fault)
  if (outcome.given === null) throw new ToolError('It gives no rows: write a SELECT.')
  const { columns, rows, isCut } = outcome.given
  const lines = rows.map((row) => row.map((cell) => JSON.stringify(cell)).join(' | '))
  const end = isCut ? [`… more rows; these are the first ${rows.length}.`] : [`${rows.length} rows.`]
  return [columns.join(' | '), ...lines, ...end].join('\n')
}

export default environment
export const noRecipe = 'A recipe for episodes with tools has not been run; train a checkpoint that knows SQL.'
