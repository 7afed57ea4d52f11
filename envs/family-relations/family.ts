// Families: couples, their children, and whom these married.
import type { Rng } from '../../src/core/random.ts'

export interface Person {
  readonly name: string
  readonly isWoman: boolean
}

export interface Couple {
  readonly woman: number
  readonly man: number
  readonly children: readonly number[]
}

/** People by their index. */
export interface Family {
  readonly people: readonly Person[]
  readonly couples: readonly Couple[]
}

export interface FamilySettings {
  readonly generations: number
  /** The most children of a couple. */
  readonly children: number
}

const women = (
  'Ada Bea Cora Dora Edith Fay Gwen Hilda Ida Jane Kate Lucy Mary Nina Olga Pia Ruth Sara Tina Una Vera Wilma Yara ' +
  'Zoe Greta'
).split(' ')
const men = (
  'Adam Bob Carl Dan Erik Fred Glen Hugo Ivan John Karl Luke Mark Nick Oscar Paul Ralph Sam Tom Urban Victor Walter ' +
  'Yann Zeno Gus'
).split(' ')

/** One couple of the first generation; of each later one some children marry, the first of a generation always. */
export function drawFamily(rng: Rng, { generations, children: most }: FamilySettings): Family {
  const names = { women: rng.shuffle(women), men: rng.shuffle(men) }
  const people: Person[] = []
  const add = (isWoman: boolean): number => {
    const name = (isWoman ? names.women.pop() : names.men.pop()) ?? `Person ${people.length + 1}`
    return people.push({ name, isWoman }) - 1
  }
  const couples: Couple[] = []
  let parents: (readonly [number, number])[] = [[add(true), add(false)]]
  for (let generation = 2; generation <= generations; generation++) {
    const next: (readonly [number, number])[] = []
    for (const [woman, man] of parents) {
      const count = rng.int(generation === 2 ? Math.min(2, most) : 1, most)
      const children = Array.from({ length: count }, () => add(rng.int(0, 1) === 0))
      couples.push({ woman, man, children })
      if (generation === generations) continue
      for (const [index, child] of children.entries()) {
        if (index > 0 && rng.int(0, 2) === 0) continue
        next.push(people[child]?.isWoman === true ? [child, add(false)] : [add(true), child])
      }
    }
    parents = next
  }
  return { people, couples }
}
