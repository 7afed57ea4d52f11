// What a policy is asked. All that a single reply needs stands in it; the tools are there for whoever looks first.
import type { Asked, Domain } from './domain.ts'

export interface PromptParts {
  readonly domain: Domain
  readonly kind: 'question' | 'change'
  readonly asked: Asked
  readonly showsSchema: boolean
}

export function promptOf({ domain, kind, asked, showsSchema }: PromptParts): string {
  const tables = showsSchema ? `\n${domain.schema}\n` : ' The tool `schema` tells its tables.\n'
  const look = showsSchema ? 'You may look at the data first with the tool `query`.' : 'The tool `query` shows data.'
  const isTable = kind === 'question'
  const task = isTable ? `Question: ${asked.ask}` : `Task: ${asked.ask}`
  const rows = asked.ordered === true ? 'the order of the rows does' : 'nor does the order of the rows'
  const answer = isTable
    ? `Answer with one SELECT statement in <answer></answer>. It gives the columns that are asked for, in the order they are named; names of columns do not count, ${rows}.`
    : 'Change nothing else. Either execute statements with the tool `execute` and say so, or answer with them in <answer></answer>, with `;` between them.'
  return `A SQLite database holds the data of ${domain.about}. Dates are texts in the form YYYY-MM-DD.${tables}${task}\n${answer} ${look} Your SQL is run on other databases of the same tables too, so write no ids or values that you have only seen.`
}
