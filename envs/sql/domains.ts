// The domains, by name.
import type { Domain } from './domain.ts'
import { flights } from './domains/flights.ts'
import { hospital } from './domains/hospital.ts'
import { library } from './domains/library.ts'
import { school } from './domains/school.ts'
import { shop } from './domains/shop.ts'

export const domains: readonly Domain[] = [flights, hospital, library, school, shop]

/** @throws RangeError for a name that is none of theirs */
export function domainOf(name: string): Domain {
  const found = domains.find((domain) => domain.name === name)
  if (found === undefined) throw new RangeError(`There is no domain \`${name}\`.`)
  return found
}
