// The algorithms of `presets.ts`, a line each: what `rlvr list algorithms` shows without loading them.

export const algorithmCatalogue: readonly { readonly name: string; readonly description: string }[] = [
  { name: 'grpo', description: 'DeepSeekMath (arXiv 2402.03300) eq. 3' },
  { name: 'drGrpo', description: 'Understanding R1-Zero-Like Training (arXiv 2503.20783)' },
  { name: 'dapo', description: 'DAPO (arXiv 2503.14476) eq. 8 to 11' },
  { name: 'gspo', description: 'Group Sequence Policy Optimization (arXiv 2507.18071) eq. 5 to 7' },
  { name: 'cispo', description: 'MiniMax-M1 (arXiv 2506.13585)' },
  { name: 'rloo', description: 'Back to Basics (arXiv 2402.14740)' },
  { name: 'reinforcePlusPlus', description: 'REINFORCE++ (arXiv 2501.03262), the variant with a baseline' },
  { name: 'sapo', description: 'Soft Adaptive Policy Optimization (arXiv 2511.20347)' },
]

/** Their names, for help texts. */
export const algorithmNames: readonly string[] = algorithmCatalogue.map(({ name }) => name)
