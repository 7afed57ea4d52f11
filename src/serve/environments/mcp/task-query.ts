// Which task the address of an MCP endpoint asks for: `/mcp?env=countdown&split=test&index=3`, or `&seed=7`.
import { ProtocolFault } from '../protocol-fault.ts'
import type { ServedEnvironment, ServedEnvironments, TaskChoice } from '../served-environment.ts'

/** Throws `ProtocolFault` for what is no choice. */
export function taskOfQuery(
  query: URLSearchParams,
  environments: ServedEnvironments,
): { environment: ServedEnvironment; choice: TaskChoice } {
  const known = ['env', 'split', 'index', 'seed']
  const unknown = [...query.keys()].find((name) => !known.includes(name))
  if (unknown !== undefined)
    throw new ProtocolFault(
      'malformed',
      `The address has an unknown field ${JSON.stringify(unknown.slice(0, 60))}; expected ${known.join(', ')}.`,
    )
  const split = query.get('split') ?? undefined
  if (split !== undefined && split !== 'train' && split !== 'test')
    throw new ProtocolFault('malformed', `\`split\` is ${JSON.stringify(split.slice(0, 60))}; expected train or test.`)
  const environment = environments.named(query.get('env') ?? undefined)
  return { environment, choice: { split, index: wholeNumber(query, 'index'), seed: wholeNumber(query, 'seed') } }
}

function wholeNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name)
  if (text === null) return undefined
  const number = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number))
    throw new ProtocolFault(
      'malformed',
      `\`${name}\` is ${JSON.stringify(text.slice(0, 60))}; expected a whole number from 0.`,
    )
  return number
}
