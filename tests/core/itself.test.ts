// The opponent `self` of src/core/needs.ts: a policy that plays the other side too.
import { expect, test } from 'vitest'
import ticTacToe from '../../envs/tic-tac-toe/index.ts'
import { asOpponent, itself, requireOpponent } from '../../src/core/needs.ts'
import { defaultSampling, type Policy } from '../../src/core/policy.ts'
import { evaluate } from '../../src/eval/evaluate.ts'

test('a policy that is evaluated against itself is asked as the player is, for all episodes at once', async () => {
  const calls: { count: number; maxTokens: number; isPlayer: boolean }[] = []
  const policy: Policy = {
    name: 'first free cell',
    generate: async (requests, { maxTokens }) => {
      calls.push({ count: requests.length, maxTokens, isPlayer: `${requests[0]?.seed}`.includes('/turn-') })
      return requests.map(({ messages }) => ({ text: `${messages.at(-1)?.content.slice(1).indexOf('.')}` }))
    },
  }
  const environment = ticTacToe.configure({ opponent: 'policy', prompt: 'compact' })
  const summary = await evaluate({ environment, policy, opponent: 'self', tasks: 12, sampling: { maxTokens: 3 } })
  expect(summary).toMatchObject({ replies: 12, failures: { unjudged: 0 } })
  const opposed = calls.filter(({ isPlayer }) => !isPlayer)
  expect(opposed[0]).toEqual({ count: 12, maxTokens: 3, isPlayer: false })
  expect(opposed.length).toBeLessThanOrEqual(calls.length / 2)
})

test('nobody is his own opponent where none is asked for, or before it is known who he is', async () => {
  await expect(itself.generate([], defaultSampling)).rejects.toThrow('nothing says which that is')
  expect(() => requireOpponent({ id: 'chess', needs: [] })).toThrow('`chess` under these options asks no opponent')
  await expect(evaluate({ environment: 'x', policy: itself, opponent: 'me' as never })).rejects.toThrow("'self'")
  const server: Policy = { ...itself, batching: 'independent', maxConcurrent: 3 }
  const generate: Policy['generate'] = async () => []
  expect(asOpponent(server, generate)).toEqual({ ...server, generate })
})
