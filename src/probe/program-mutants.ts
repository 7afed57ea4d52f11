// Mutants of a right program: each differs in one place, as a program does that is nearly right. Places within strings
// and comments are left alone. Some mutants do what the program does; whoever finds one accepted has to look.
import type { CodeForm } from './code-form.ts'

export interface Mutant {
  readonly program: string
  /** What was changed, as `line 3: < → <=`. */
  readonly change: string
}

type Rule = readonly [pattern: RegExp, change: (found: string) => string]

const common: readonly Rule[] = [
  [/(?<=[\w)\]]\s*)(?:<=|>=)(?=\s*[\w(\-['"])/g, (found) => found.charAt(0)],
  [/(?<=[\w)\]]\s)[<>](?=\s[\w(\-['"])/g, (found) => `${found}=`],
  [/(?<=[\w)\]]\s*)==(?!=)(?=\s*[\w(\-['"[])/g, () => '!='],
  [/(?<=[\w)\]]\s*)!=(?!=)(?=\s*[\w(\-['"[])/g, () => '=='],
  [/(?<=[\w)\]]\s?)[+-](?=\s?[\w(])(?![+\-=])/g, (found) => (found === '+' ? '-' : '+')],
  [/(?<=[\w)\]]\s?)(?<!\*)\*(?![*=])(?=\s?[\w(])/g, () => '+'],
  [/(?<=[\w)\]]\s?)%(?!=)(?=\s?[\w(])/g, () => '//'],
  [/(?<![\w.])\d{1,6}(?![\w.])/g, (found) => String(Number(found) + 1)],
]

const python: readonly Rule[] = [
  ...common,
  [/\band\b/g, () => 'or'],
  [/\bor\b/g, () => 'and'],
  [/\bTrue\b/g, () => 'False'],
  [/\bFalse\b/g, () => 'True'],
  [/\bnot\s+(?!in\b)/g, () => ''],
  [/(?<=^[ \t]*(?:el)?if )[^\n]*(?=:[ \t]*$)/gm, () => 'False'],
  [/(?<=^[ \t]*if )[^\n]*(?=:[ \t]*$)/gm, () => 'True'],
  [/\bmin\(/g, () => 'max('],
  [/\bmax\(/g, () => 'min('],
  [/(?<=[\w)\]])\.(?:lower|upper|strip)\(\)/g, () => ''],
  [/\b(?:abs|sorted|set|int)(?=\()/g, () => ''],
]

const script: readonly Rule[] = [
  ...common.map(([pattern, change]): Rule => [pattern, (found) => change(found).replace('//', '+')]),
  [/&&/g, () => '||'],
  [/\|\|/g, () => '&&'],
  [/\btrue\b/g, () => 'false'],
  [/\bfalse\b/g, () => 'true'],
  [/\bMath\.min\b/g, () => 'Math.max'],
  [/\bMath\.max\b/g, () => 'Math.min'],
]

/** At most `most` mutants, spread evenly over all that there are. */
export function programMutants({ language, program }: Pick<CodeForm, 'language' | 'program'>, most: number): Mutant[] {
  if (language === 'cpp') return []
  const masked = withoutTexts(program, language === 'python')
  const found: (Mutant & { at: number })[] = []
  for (const [pattern, change] of language === 'python' ? python : script)
    for (const match of masked.matchAll(pattern)) {
      const [text] = match
      const at = match.index
      const changed = change(program.slice(at, at + text.length))
      const line = program.slice(0, at).split('\n').length
      found.push({
        at,
        program: program.slice(0, at) + changed + program.slice(at + text.length),
        change: `line ${line}: ${text.trim() || text} → ${changed || 'nothing'}`,
      })
    }
  found.sort((left, right) => left.at - right.at)
  const step = Math.max(1, found.length / most)
  const picked = Array.from({ length: Math.min(most, found.length) }, (_, index) => found[Math.floor(index * step)])
  return picked.flatMap((each) => (each === undefined ? [] : [{ program: each.program, change: each.change }]))
}

/** The program with what stands in strings and comments blotted out, letter for letter. */
function withoutTexts(program: string, isPython: boolean): string {
  const texts = isPython
    ? /"""[^]*?"""|'''[^]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|#[^\n]*/g
    : /\/\*[^]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g
  return program.replaceAll(texts, (text) => text.replaceAll(/[^\n]/g, '§'))
}
