// Which page a task has: its kind and level and the seed of its luck, from which the whole page is drawn. The kinds are
// those of MiniWoB++ (Farama-Foundation/miniwob-plusplus, miniwob/html); the pages are ours.
import { Rng } from '../../src/core/random.ts'
import { hostile } from './hostile.ts'
import type { Site } from './site.ts'
import { chooseDate } from './sites/choose-date.ts'
import { chooseList } from './sites/choose-list.ts'
import { clickButton } from './sites/click-button.ts'
import { clickCheckboxes } from './sites/click-checkboxes.ts'
import { clickDialog } from './sites/click-dialog.ts'
import { clickTab } from './sites/click-tab.ts'
import { fillForm } from './sites/fill-form.ts'
import { findRow } from './sites/find-row.ts'
import { searchPages } from './sites/search-pages.ts'
import { shopCart } from './sites/shop-cart.ts'

export interface Case {
  readonly kind: string
  readonly isHard: boolean
  /** With a text that gives orders. */
  readonly isHostile: boolean
  readonly luck: number
}

const makers: { readonly [kind: string]: (rng: Rng, isHard: boolean) => Site } = {
  'click-button': clickButton,
  'choose-list': chooseList,
  'click-checkboxes': clickCheckboxes,
  'fill-form': fillForm,
  'click-dialog': clickDialog,
  'click-tab': clickTab,
  'choose-date': chooseDate,
  'find-row': findRow,
  'search-pages': searchPages,
  'shop-cart': shopCart,
}

interface Level {
  readonly kinds: readonly string[]
  readonly isHard: boolean
  readonly isHostile: boolean
}

const all = Object.keys(makers)
const plain = { isHard: false, isHostile: false }

export const levels: readonly Level[] = [
  { ...plain, kinds: ['click-button', 'choose-list', 'click-checkboxes'] },
  { ...plain, kinds: ['fill-form', 'click-dialog', 'click-tab', 'search-pages'] },
  { ...plain, kinds: ['choose-date', 'find-row', 'shop-cart'] },
  { kinds: all, isHard: true, isHostile: false },
  { kinds: all, isHard: true, isHostile: true },
]

/** @throws TypeError for a kind that is none */
export function siteOf({ kind, isHard, isHostile, luck }: Case): Site {
  const maker = Object.hasOwn(makers, kind) ? makers[kind] : undefined
  if (maker === undefined) throw new TypeError(`There is no page of the kind ${kind}; there are ${all.join(', ')}.`)
  const rng = Rng.fromSeed(luck)
  const site = maker(rng.fork('page'), isHard)
  return isHostile ? hostile(site, rng.fork('hostile')) : site
}

/** What the numbers of the page are drawn from. */
export function refsRng({ luck }: Case): Rng {
  return Rng.fromSeed(luck).fork('refs')
}
