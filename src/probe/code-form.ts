// How a program stands in a demonstration, and what a prompt shows of its tests.

export type CodeLanguage = 'python' | 'javascript' | 'typescript' | 'cpp'

export interface CodeForm {
  readonly language: CodeLanguage
  readonly program: string
  /** Names of functions and classes that the program defines, in order. */
  readonly defines: readonly string[]
  /** Calls with their results that the prompt shows. */
  readonly visible: readonly { readonly call: string; readonly result: string }[]
  /** A reply with this program in the form of the demonstration. */
  wrap(program: string): string
}

const names: { readonly [name: string]: CodeLanguage } = {
  python: 'python',
  py: 'python',
  javascript: 'javascript',
  js: 'javascript',
  typescript: 'typescript',
  ts: 'typescript',
  cpp: 'cpp',
  'c++': 'cpp',
}

/** The form of a demonstrated program; null where the text holds no fenced one. */
export function codeForm(gold: string, prompt: string): CodeForm | null {
  const fence = /```([\w+]+)\n([^]*?)\n?```/.exec(gold)
  const language = names[fence?.[1]?.toLowerCase() ?? '']
  if (fence === null || language === undefined) return null
  const program = fence[2] ?? ''
  const defined = program.matchAll(/^(?:export\s+)?(?:async\s+)?(?:def|class|function|const|let)\s+([A-Za-z_]\w*)/gm)
  return {
    language,
    program,
    defines: [...new Set([...defined].map((match) => match[1] ?? ''))],
    visible: visibleTests(prompt),
    wrap: (other) => `\`\`\`${fence[1]}\n${other}\n\`\`\``,
  }
}

/** `assert f(1) == 2`, `>>> f(1)` with its result below, `f(1) → 2`, `f(1) // 2`. */
function visibleTests(prompt: string): CodeForm['visible'] {
  const shown = [
    ...prompt.matchAll(/assert\s+(\w+\([^\n]*\))\s*={2,3}\s*([^\n]+)/g),
    ...prompt.matchAll(/>>>\s*(\w+\([^\n]*\))\n\s*([^\n]+)/g),
    ...prompt.matchAll(/(\w+\([^\n]*?\))\s*(?:→|->|=>|\/\/|===|==|returns?|is|gives)\s*`?([^\n`]+)/g),
  ]
  return shown.map(([, call = '', result = '']) => ({ call, result: result.trim() }))
}
