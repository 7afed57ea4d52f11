import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { promptTree, type PromptTree } from '../../../../src/policy/transformer/decode/prompt-tree.ts'

/** The tokens on the path down to a node. */
function pathTo({ nodes }: PromptTree, index: number): number[] {
  const node = nodes[index]
  if (node === undefined) throw new Error(`no node ${index}`)
  const before = node.parent === null ? [] : pathTo({ nodes, lastNode: [] }, node.parent)
  expect(node.start).toBe(before.length)
  return [...before, ...node.tokens]
}

/** Prompts that begin alike in runs of several lengths, some of them equal, some the beginning of others. */
const prompts = fc.array(
  fc
    .array(fc.record({ token: fc.nat(1), times: fc.constantFrom(1, 3, 16, 20) }), { minLength: 1, maxLength: 4 })
    .map((runs) => Int32Array.from(runs.flatMap(({ token, times }) => Array.from({ length: times }, () => token)))),
  { maxLength: 8 },
)

test('every prompt is the path to its last node, and parents come first', () => {
  fc.assert(
    fc.property(prompts, (given) => {
      const tree = promptTree(given)
      given.forEach((prompt, index) => {
        const last = tree.lastNode[index] as number
        expect(pathTo(tree, last)).toEqual([...prompt])
      })
      tree.nodes.forEach(({ parent, tokens, depth }, index) => {
        expect(tokens.length).toBeGreaterThan(0)
        if (parent === null) expect(depth).toBe(1)
        else {
          expect(parent).toBeLessThan(index)
          expect(depth).toBe((tree.nodes[parent]?.depth as number) + 1)
        }
      })
    }),
    { numRuns: 500 },
  )
})

test('equal prompts are one node, and a long common beginning is one', () => {
  const system = Array.from({ length: 40 }, (_, at) => at)
  const ask = (...own: number[]): Int32Array => Int32Array.from([...system, ...own])
  const tree = promptTree([ask(1, 2), ask(3), ask(1, 2), ask(4, 5, 6)])
  expect(tree.nodes.map(({ tokens }) => tokens.length)).toEqual([40, 2, 1, 3])
  expect(tree.lastNode).toEqual([1, 2, 1, 3])
})

test('a beginning of a few tokens is not worth a node', () => {
  const tree = promptTree([Int32Array.of(1, 2, 3), Int32Array.of(1, 2, 4)])
  expect(tree.nodes.map(({ tokens }) => [...tokens])).toEqual([
    [1, 2, 3],
    [1, 2, 4],
  ])
})

test('a prompt that another begins with has its end in the node they share', () => {
  const long = Int32Array.from({ length: 30 }, () => 7)
  const tree = promptTree([long, long.subarray(0, 20)])
  expect(tree.nodes.map(({ tokens }) => tokens.length)).toEqual([20, 10])
  expect(tree.lastNode).toEqual([1, 0])
})
