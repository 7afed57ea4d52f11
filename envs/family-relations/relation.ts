// English words for what one person is to another, by paths of parents, children and spouses.
import type { Family } from './family.ts'

/** The word for a woman and for a man at the end of a path: p parent, c child, s spouse; read from the other person. */
const words: { readonly [path: string]: readonly [string, string] } = {
  p: ['mother', 'father'],
  c: ['daughter', 'son'],
  s: ['wife', 'husband'],
  pc: ['sister', 'brother'],
  pp: ['grandmother', 'grandfather'],
  cc: ['granddaughter', 'grandson'],
  ppc: ['aunt', 'uncle'],
  ppcs: ['aunt', 'uncle'],
  pcc: ['niece', 'nephew'],
  spcc: ['niece', 'nephew'],
  ppcc: ['cousin', 'cousin'],
  sp: ['mother-in-law', 'father-in-law'],
  cs: ['daughter-in-law', 'son-in-law'],
  pcs: ['sister-in-law', 'brother-in-law'],
  spc: ['sister-in-law', 'brother-in-law'],
  ppp: ['great-grandmother', 'great-grandfather'],
  ccc: ['great-granddaughter', 'great-grandson'],
  pppc: ['great-aunt', 'great-uncle'],
  pppcs: ['great-aunt', 'great-uncle'],
  pccc: ['grandniece', 'grandnephew'],
  spccc: ['grandniece', 'grandnephew'],
}

/** Who stands at one step from each person: parents, children, spouses. */
type Steps = { readonly [step in 'p' | 'c' | 's']: readonly (readonly number[])[] }

/** Pairs of people of whom the first is to the second what `relation` says. */
export function pairsOf(family: Family, relation: string): (readonly [number, number])[] {
  const steps = stepsOf(family)
  const pairs: (readonly [number, number])[] = []
  for (const [path, [woman, man]] of Object.entries(words)) {
    if (woman !== relation && man !== relation) continue
    for (const other of family.people.keys())
      for (const one of endsOf(steps, path, other)) {
        const isWoman = family.people[one]?.isWoman === true
        if ((isWoman ? woman : man) === relation) pairs.push([one, other])
      }
  }
  return pairs
}

function stepsOf({ people, couples }: Family): Steps {
  const empty = (): number[][] => Array.from(people, () => [])
  const steps = { p: empty(), c: empty(), s: empty() }
  for (const { woman, man, children } of couples) {
    steps.s[woman]?.push(man)
    steps.s[man]?.push(woman)
    steps.c[woman]?.push(...children)
    steps.c[man]?.push(...children)
    for (const child of children) steps.p[child]?.push(woman, man)
  }
  return steps
}

/** Who stands at the end of a path that passes nobody twice, whoever they are: no brother is his own. */
function endsOf(steps: Steps, path: string, from: number): number[] {
  const ends = new Set<number>()
  const walk = (at: number, index: number, passed: readonly number[]): void => {
    if (index === path.length) {
      ends.add(at)
      return
    }
    for (const next of steps[path.charAt(index) as 'p' | 'c' | 's'][at] ?? [])
      if (!passed.includes(next)) walk(next, index + 1, [...passed, next])
  }
  walk(from, 0, [from])
  return [...ends]
}
