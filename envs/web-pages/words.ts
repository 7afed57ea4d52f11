// Names and things that pages are drawn from: common words, our own choice.
import type { Rng } from '../../src/core/random.ts'

export const firstNames: readonly string[] = words('Ada Bruno Chen Dina Emeka Freya Goran Hana Imran Jonas Kofi Lucia Mira Nils Olga Paulo') // prettier-ignore
export const lastNames: readonly string[] = words('Abe Berg Costa Diaz Evans Fischer Gupta Horvat Ito Jansen Keita Lind Moreau Novak') // prettier-ignore
export const cities: readonly string[] = words('Accra Bergen Cusco Dublin Enugu Ghent Hanoi Izmir Jaipur Kyoto Lyon Malmo Nairobi Oaxaca') // prettier-ignore
export const goods: readonly string[] = words('lamp chair kettle ladder mirror carpet clock basket drill bucket blanket candle hammer pillow teapot vase') // prettier-ignore
export const colours: readonly string[] = words('red blue green black white grey yellow')
export const subjects: readonly string[] = words('Budget Harvest Weather Library Museum Railway Garden Market Festival Bridge Orchestra Bakery Harbour School Clinic Theatre') // prettier-ignore
export const forms: readonly string[] = words('report plan guide history survey calendar notes review')
export const verbs: readonly string[] = words('Save Send Print Archive Share Publish Rename Export Approve Refresh')
export const monthNames: readonly string[] = words('January February March April May June July August September October November December') // prettier-ignore

/** `count` different ones. */
export function someOf<T>(items: readonly T[], count: number, rng: Rng): T[] {
  return rng.shuffle(items).slice(0, count)
}

function words(text: string): string[] {
  return text.split(' ')
}
