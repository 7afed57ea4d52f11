// `2e-1` is 0.2, as calculators write it, or twice the number e less one. Which of them was meant the other side says: one
// that holds the number e without doubt asks for a formula.
import { readAnswer, type Answer } from '../read/read-answer.ts'
import { someTree } from '../read/tree.ts'

const either = /(\d)e(?=[-+]\d)/g

/** Both answers with e as the number in whichever may be read so, where the other holds it; null where nothing changes. */
export function withNumberE(gold: Answer, candidate: Answer): readonly [Answer, Answer] | null {
  const [isGoldOpen, isCandidateOpen] = [gold.text, candidate.text].map((text) => text.search(either) >= 0)
  // `\frac{3e+2}{5}` is no decimal.
  const isFormula = isGoldOpen && isCandidateOpen && /[\\({]/.test(gold.text)
  if (isFormula) return [readAnswer(asProducts(gold.text), { isGold: true }), readAnswer(asProducts(candidate.text))]
  if (isCandidateOpen && holdsE(gold)) return [gold, readAnswer(asProducts(candidate.text))]
  if (isGoldOpen && holdsE(candidate)) return [readAnswer(asProducts(gold.text), { isGold: true }), candidate]
  return null
}

const asProducts = (text: string): string => text.replace(either, '$1 e')

const holdsE = ({ tree }: Answer): boolean => someTree(tree, (each) => each.kind === 'symbol' && each.name === 'e')
