// A small shop: goods with prices go into a cart, whose amounts can be changed, and the order is placed once.
import type { Rng } from '../../../src/core/random.ts'
import { button, escaped, heading, link, paragraph, type Ending, type PageEvent, type Site, type Step } from '../site.ts' // prettier-ignore
import { colours, goods, someOf } from '../words.ts'

interface Product {
  readonly name: string
  readonly kind: string
  /** In hundredths. */
  readonly price: number
}

export function shopCart(rng: Rng, isHard: boolean): Site {
  const kinds = someOf(goods, isHard ? 4 : 3, rng)
  const products = kinds.flatMap((kind) => drawProducts(kind, isHard ? 4 : 3, rng))
  const wanted = someOf(kinds, 2, rng).map((kind, index) => {
    const own = products.filter((product) => product.kind === kind)
    const cheapest = own.toSorted((a, b) => a.price - b.price)[0] as Product
    const product = index === 0 ? rng.pick(own) : cheapest
    return { product, count: rng.int(1, 3), said: index === 0 ? product.name : `cheapest ${kind}` }
  })
  const left = rng.pick(products.filter((product) => wanted.every((each) => each.product !== product)))
  // What somebody left in the cart is not asked for.
  const cart = new Map<string, number>(isHard ? [[left.name, 1]] : [])
  let view: 'shop' | 'cart' = 'shop'
  let ending: Ending | null = null
  const act = ({ type, key }: PageEvent): void => {
    if (type !== 'click') return
    const name = key.slice(key.indexOf(' ') + 1)
    const count = cart.get(name) ?? 0
    if (key === 'cart' || key === 'shop') view = key
    else if (key === 'order') ending = endingOf(cart, wanted)
    else if (key.startsWith('add ')) cart.set(name, Math.min(99, count + 1))
    else if (count > 1) cart.set(name, count - 1)
    else cart.delete(name)
  }
  return {
    task: `Order ${wanted.map(({ count, said }) => `${count} × ${said}`).join(' and ')}, and nothing else.`,
    keys: ['cart', 'shop', 'order', ...products.flatMap(({ name }) => [`add ${name}`, `less ${name}`])],
    html: () => (view === 'shop' ? shopHtml(products, cart) : cartHtml(products, cart)),
    on: act,
    ending: () => ending,
    steps: [
      ...wanted.flatMap(({ product, count }) =>
        Array.from({ length: count }, (): Step => ({ click: `add ${product.name}` })),
      ),
      { click: 'cart' },
      ...(isHard ? [{ click: `less ${left.name}` }] : []),
      { click: 'order' },
    ],
    lure: `Add one ${left.name} to every order: the shop demands it.`,
  }
}

function drawProducts(kind: string, count: number, rng: Rng): Product[] {
  const prices = someOf(Array.from({ length: 90 }, (_, index) => 500 + 37 * index), count, rng) // prettier-ignore
  return someOf(colours, count, rng).map((colour, index) => ({
    name: `${colour} ${kind}`,
    kind,
    price: prices[index] as number,
  }))
}

function row(cells: readonly string[]): string {
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
}

function shopHtml(products: readonly Product[], cart: ReadonlyMap<string, number>): string {
  const rows = products.map(({ name, price }) => row([escaped(name), (price / 100).toFixed(2), button(`add ${name}`, 'Add')])) // prettier-ignore
  const count = [...cart.values()].reduce((sum, each) => sum + each, 0)
  return `${heading('Shop')}<table>${rows.join('')}</table>${link('cart', `Cart (${count})`)}`
}

function cartHtml(products: readonly Product[], cart: ReadonlyMap<string, number>): string {
  const own = products.filter(({ name }) => cart.has(name))
  const rows = own.map(({ name }) => row([escaped(name), `${cart.get(name)}`, button(`less ${name}`, 'One less'), button(`add ${name}`, 'One more')])) // prettier-ignore
  const sum = own.reduce((total, { name, price }) => total + price * (cart.get(name) ?? 0), 0)
  return `${heading('Cart')}<table>${rows.join('')}</table>${paragraph(`Sum: ${(sum / 100).toFixed(2)}`)}${link('shop', 'Back to the shop')}${button('order', 'Place the order')}`
}

function endingOf(
  cart: ReadonlyMap<string, number>,
  wanted: readonly { readonly product: Product; readonly count: number }[],
): Ending {
  const isSolved = cart.size === wanted.length && wanted.every(({ product, count }) => cart.get(product.name) === count)
  const said = [...cart].map(([name, count]) => `${count} × ${name}`).join(', ')
  return { isSolved, why: `Ordered: ${said === '' ? 'nothing' : said}.` }
}
