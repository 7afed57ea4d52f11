// A judge that is written down, so that the environment is tried without a model: a reply is right where it says the kind
// that the reference says, and no other one. `--judge ./judge.ts` takes it; `--judge openai:MODEL@URL` takes a model.
import { scriptedJudge } from 'rlvr/testing'

const kinds = ['instruments', 'vehicles', 'animals', 'plants', 'tools']

export default scriptedJudge(({ reference, reply }) => {
  const said = kinds.filter((kind) => reply.toLowerCase().includes(kind))
  return said.length === 1 && reference === `Both are ${said[0]}.`
})
