// Made-up names, put together from a few parts, so that no model knows them and many are alike.
import type { Rng } from '../../src/core/random.ts'

const firstNames =
  'Aldren Berwisa Corvel Dasmere Elsund Ferrik Gwendra Halvo Ismeld Jorrec Katrisa Lumar Melvin Norisa Ottmar Perwen'

export const townNames: readonly string[] = joined(
  'Brav Kelm Varg Tosk Hesk Ulv Garn Pelk Sulv Nox Rilm Dov',
  'anow eholt iwick emere astad ibury enford',
)
export const riverNames: readonly string[] = joined(
  'Bra Kel Vor Tos Hes Ul Gar Pel Sul Nov Ril Dav',
  'va mel nira zeth',
)
export const personNames: readonly string[] = firstNames
  .split(' ')
  .flatMap((first) => joined('Old Hask Brun Kest Morv Stel', 'vik dane rick low').map((last) => `${first} ${last}`))
export const landNames: readonly string[] = joined('Vell Osk Tarn Bel', 'mark oria')
export const firmNames: readonly string[] = joined('Ald Rosk Zem Quar', 'ano ett ium').flatMap((name) =>
  ['Glassworks', 'Mills', 'Foundry', 'Shipyard', 'Bakeries', 'Printers', 'Tannery', 'Brewery'].map(
    (trade) => `${name} ${trade}`,
  ),
)

/** The same name in several years: each is another event. */
export const eventNames: readonly string[] = joined('Hal Cor Wyn Tre', 'den vane sley').flatMap((name) =>
  ['Cup', 'Regatta', 'Fair', 'Race'].map((event) => `${name} ${event}`),
)
export const professions: readonly string[] =
  'baker,surveyor,printer,clockmaker,botanist,engraver,rower,weaver,chemist,pilot,painter,notary'.split(',')

function joined(heads: string, tails: string): string[] {
  return heads.split(' ').flatMap((head) => tails.split(' ').map((tail) => head + tail))
}

/** Gives the items in an order of chance, each once. */
export function dealer<Item>(items: readonly Item[], rng: Rng): () => Item {
  const left = rng.shuffle(items)
  return () => {
    const item = left.pop()
    if (item === undefined) throw new Error('The world takes more names than there are.')
    return item
  }
}
