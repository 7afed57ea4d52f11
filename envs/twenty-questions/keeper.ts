// The keeper of the secret: understands the forms of `properties.ts` and guesses by name, and answers yes, no, or that it
// did not understand. Nothing it says depends on more than the one question.
import { properties } from './properties.ts'
import { things, type Thing } from './things.ts'

export type Question =
  | { readonly kind: 'guess'; readonly thing: string }
  | { readonly kind: 'property'; readonly property: string }
  /** In words that the scripted keeper does not know. */
  | { readonly kind: 'other' }

const asked = new Map<string, string>()
for (const { name, question, also } of properties) for (const form of [question, ...also]) asked.set(plain(form), name)

const byName: ReadonlyMap<string, Thing> = new Map(things.map((thing) => [thing.name, thing]))

/** What a reply asks. */
export function readQuestion(text: string): Question {
  const words = plain(text)
  const property = asked.get(words)
  if (property !== undefined) return { kind: 'property', property }
  const named = words.replace(/^(?:is it|is thing|it is|my guess is|i guess)\s+/, '')
  return byName.has(named) ? { kind: 'guess', thing: named } : { kind: 'other' }
}

/** @throws TypeError for a name of none, which no task has */
export function thingNamed(name: string): Thing {
  const thing = byName.get(name)
  if (thing === undefined) throw new TypeError(`There is no thing \`${name}\`.`)
  return thing
}

/** In lower case, without articles, marks and doubled spaces. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[?.!,"'’]/g, ' ')
    .replace(/\b(?:a|an|the|your|some)\b/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}
