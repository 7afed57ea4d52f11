// What the prompts of a wave have in common, so that it is read once: a tree whose paths are the prompts.

/** A run of tokens that lies on the path of every prompt below it. */
export interface PromptNode {
  /** Index of the node before it, which comes earlier in the list. */
  readonly parent: number | null
  /** Position of the first of its tokens. */
  readonly start: number
  readonly tokens: Int32Array
  /** Nodes on the path down to here, this one included. */
  readonly depth: number
}

export interface PromptTree {
  readonly nodes: readonly PromptNode[]
  /** For each prompt the node that its last token lies in; equal prompts have one node. */
  readonly lastNode: readonly number[]
}

/** A shorter run in common is read once for each prompt: every node costs the attention of all that lies below it a little. */
const fewestShared = 16

export function promptTree(prompts: readonly Int32Array[]): PromptTree {
  const nodes: PromptNode[] = []
  const lastNode: number[] = Array.from({ length: prompts.length }, () => 0)
  const sorted = [...prompts.keys()].sort((a, b) => compare(prompts[a] as Int32Array, prompts[b] as Int32Array))
  const prompt = (place: number): Int32Array => prompts[sorted[place] as number] as Int32Array

  /** Places `from` to `end` of the sorted prompts, which agree in `agreed` tokens; those before `begun` lie in `parent`. */
  const grow = (from: number, end: number, parent: number | null, begun: number, agreed: number): void => {
    const first = prompt(from)
    const common = agreement(first, prompt(end - 1), agreed)
    // Sorted, the shortest is the first: where it ends with what all have in common, it may be all there is.
    const isOne = common === first.length && prompt(end - 1).length === common
    let node = parent
    let after = begun
    if (isOne || common - begun >= fewestShared) {
      if (common > begun) {
        const depth = parent === null ? 1 : (nodes[parent] as PromptNode).depth + 1
        node = nodes.push({ parent, start: begun, tokens: first.subarray(begun, common), depth }) - 1
      }
      after = common
    }
    let place = from
    while (place < end) {
      const own = prompt(place)
      let next = place + 1
      if (own.length === common) while (next < end && prompt(next).length === common) next++
      else while (next < end && prompt(next)[common] === own[common]) next++
      if (own.length > common) grow(place, next, node, after, common)
      else if (after === common)
        for (let each = place; each < next; each++) lastNode[sorted[each] as number] = node as number
      else grow(place, next, node, after, common)
      place = next
    }
  }
  if (prompts.length > 0) grow(0, prompts.length, null, 0, 0)
  return { nodes, lastNode }
}

function compare(a: Int32Array, b: Int32Array): number {
  const at = agreement(a, b, 0)
  return at < a.length && at < b.length ? (a[at] as number) - (b[at] as number) : a.length - b.length
}

/** How many tokens two prompts have in common at their beginning, of which `known` are known. */
function agreement(a: Int32Array, b: Int32Array, known: number): number {
  const most = Math.min(a.length, b.length)
  let at = known
  while (at < most && a[at] === b[at]) at++
  return at
}
