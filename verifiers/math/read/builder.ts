// `\{ x \in \mathbb{R} \mid x > 2 or x < 1 \}`: a set in builder notation says its condition.
import { anyFeature, features } from './features.ts'

const builder =
  /^(?:[a-zA-Z]\s?(?:=|\\in|∈)\s?)?\\\{\s?([a-zA-Z](?:_\w)?)\s?(?:(?:\\in|∈)\s?\\mathbb\s?\{?R\}?\s?)?(?:\\mid|\\vert|\||:|\\colon|∣)\s?([^{}|]*(?:\{[^{}]*\}[^{}|]*)*)\\\}$/

/**
 * The condition of a set of real numbers in builder notation; null for anything else. Over other numbers the notation is
 * more than its condition.
 * @example builderCondition('\\{x : x > 2\\}') // 'x > 2'
 */
export function builderCondition(text: string, found: number = anyFeature): string | null {
  const { setBrace, rare, bar, colon, beyond } = features
  if ((found & (setBrace | rare)) === 0 || (found & (bar | colon | beyond | rare)) === 0) return null
  const match = builder.exec(
    text
      .replace(/\\(?:left|right|middle|,|;|!|:| |quad)(?![A-Za-z])/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  )
  const [, name = '', condition = ''] = match ?? []
  return match !== null && condition.includes(name) ? condition.trim() : null
}
