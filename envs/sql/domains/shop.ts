// A shop: customers, products, orders with lines, reviews.
import { change, cutOf, dayOf, idsOf, laterDay, orBlank, orNull, personOf, question, type Domain } from '../domain.ts'

const categories = ['books', 'games', 'garden', 'kitchen', 'music'] as const
const cities = ['Bergen', 'Ghent', 'Lyon', 'Porto', 'Turin'] as const
const statuses = ['placed', 'paid', 'shipped', 'cancelled'] as const
const things = ['Atlas', 'Bell', 'Candle', 'Drum', 'Easel', 'Flute', 'Globe', 'Hammer', 'Jug', 'Kettle', 'Lamp', 'Mug', 'Notebook', 'Puzzle'] // prettier-ignore

export const shop: Domain = {
  name: 'shop',
  about: 'a shop',
  schema: `CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, city TEXT, joined TEXT NOT NULL);
CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, category TEXT NOT NULL, price_cents INTEGER NOT NULL CHECK (price_cents > 0), stock INTEGER NOT NULL CHECK (stock >= 0));
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers(id), ordered TEXT NOT NULL, status TEXT NOT NULL CHECK (status IN ('placed', 'paid', 'shipped', 'cancelled')));
CREATE TABLE order_lines (order_id INTEGER NOT NULL REFERENCES orders(id), product_id INTEGER NOT NULL REFERENCES products(id), quantity INTEGER NOT NULL CHECK (quantity > 0), PRIMARY KEY (order_id, product_id));
CREATE TABLE reviews (id INTEGER PRIMARY KEY, product_id INTEGER REFERENCES products(id), customer_id INTEGER NOT NULL REFERENCES customers(id), stars INTEGER CHECK (stars BETWEEN 1 AND 5));`,
  fill: (rng) => {
    const customers = idsOf(rng, rng.int(10, 14)).map((id) => [id, personOf(rng), orBlank(rng, rng.pick(cities)), dayOf(rng)]) // prettier-ignore
    const names = rng.shuffle(things)
    const products = idsOf(rng, rng.int(10, 13)).map((id, at) => [id, names[at] ?? '', rng.pick(categories), rng.int(2, 12) * 250, rng.int(5, 40)]) // prettier-ignore
    const orders = idsOf(rng, rng.int(18, 24)).map((id) => [id, rng.pick(customers.slice(2))[0] ?? 0, dayOf(rng), rng.pick(statuses)]) // prettier-ignore
    const lines = orders.flatMap(([id = 0]) =>
      rng.shuffle(products.slice(1)).slice(0, rng.int(1, 3)).map(([product = 0]) => [id, product, rng.int(1, 4)]),
    ) // prettier-ignore
    const reviews = idsOf(rng, rng.int(14, 19)).map((id) => [id, orNull(rng, 5, rng.pick(products.slice(0, 6))[0] ?? 0), rng.pick(customers)[0] ?? 0, orNull(rng, 4, rng.int(1, 5))]) // prettier-ignore
    return { customers, products, orders, order_lines: lines, reviews }
  },
  templates: [
    question(1, (rng) => {
      const [category, most] = [rng.pick(categories), rng.int(1000, 2300)]
      const where = `FROM products WHERE category = '${category}' AND price_cents <= ${most}`
      return {
        ask: `Give name and price in cents of the products in the category ${category} that cost at most ${most} cents: the dearest first, those of one price by name.`,
        gold: `SELECT name, price_cents ${where} ORDER BY price_cents DESC, name`,
        careless: [
          `SELECT name, price_cents FROM products WHERE category = '${category}' ORDER BY price_cents DESC, name`,
        ],
        ordered: true,
      }
    }),
    question(1, (rng) => {
      const [city, day] = [rng.pick(cities), cutOf(rng)]
      return {
        ask: `How many customers are not known to live in ${city}, for whom another city or none is on record, and joined on ${day} or later?`,
        gold: `SELECT count(*) FROM customers WHERE city IS NOT '${city}' AND joined >= '${day}'`,
        careless: [`SELECT count(*) FROM customers WHERE city <> '${city}' AND joined >= '${day}'`],
      }
    }),
    question(2, (rng) => {
      const [status, day] = [rng.pick(statuses), cutOf(rng)]
      return {
        ask: `For each customer give id, name and the number of their orders from ${day} on with the status ${status}, 0 where there are none.`,
        gold: `SELECT c.id, c.name, count(o.id) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id AND o.status = '${status}' AND o.ordered >= '${day}' GROUP BY c.id`,
        careless: [
          `SELECT c.id, c.name, count(*) FROM customers c JOIN orders o ON o.customer_id = c.id WHERE o.status = '${status}' AND o.ordered >= '${day}' GROUP BY c.id`,
        ],
      }
    }),
    question(2, (rng) => {
      const day = cutOf(rng)
      const from = 'FROM products p JOIN order_lines l ON l.product_id = p.id JOIN orders o ON o.id = l.order_id'
      return {
        ask: `For each category give the category and the cents that its products brought in by orders from ${day} on, cancelled orders left out; leave out categories without such orders.`,
        gold: `SELECT p.category, sum(l.quantity * p.price_cents) ${from} WHERE o.status <> 'cancelled' AND o.ordered >= '${day}' GROUP BY p.category`,
        careless: [
          `SELECT p.category, sum(l.quantity * p.price_cents) ${from} WHERE o.ordered >= '${day}' GROUP BY p.category`,
          `SELECT p.category, sum(p.price_cents) ${from} WHERE o.status <> 'cancelled' AND o.ordered >= '${day}' GROUP BY p.category`,
        ],
      }
    }),
    question(3, (rng) => {
      const least = rng.int(500, 1500)
      return {
        ask: `Give the names of the products from ${least} cents on that nobody has reviewed.`,
        gold: `SELECT name FROM products p WHERE price_cents >= ${least} AND NOT EXISTS (SELECT 1 FROM reviews r WHERE r.product_id = p.id)`,
        careless: [
          `SELECT name FROM products WHERE price_cents >= ${least} AND id NOT IN (SELECT product_id FROM reviews)`,
        ],
      }
    }),
    question(3, (rng) => {
      const [first, second] = rng.shuffle(categories)
      const day = cutOf(rng)
      const who = (category: string): string =>
        `SELECT o.customer_id FROM orders o JOIN order_lines l ON l.order_id = o.id JOIN products p ON p.id = l.product_id WHERE p.category = '${category}' AND o.ordered >= '${day}'`
      return {
        ask: `Give id and name of the customers who have ordered something of the category ${first} and nothing of the category ${second} by orders from ${day} on, cancelled ones included.`,
        gold: `SELECT id, name FROM customers WHERE id IN (${who(first ?? '')} EXCEPT ${who(second ?? '')})`,
        careless: [`SELECT DISTINCT c.id, c.name FROM customers c JOIN orders o ON o.customer_id = c.id JOIN order_lines l ON l.order_id = o.id JOIN products p ON p.id = l.product_id WHERE p.category = '${first}' AND p.category <> '${second}' AND o.ordered >= '${day}'`], // prettier-ignore
      }
    }),
    question(4, (rng) => {
      const way = rng.pick(['dearest', 'cheapest'] as const)
      const [order, pick] = way === 'dearest' ? ['DESC', 'max'] : ['ASC', 'min']
      const most = rng.int(2000, 3600)
      return {
        ask: `Of the products below ${most} cents give, for each category, category and name of the ${way}; all of them where several have that price.`,
        gold: `SELECT category, name FROM (SELECT category, name, rank() OVER (PARTITION BY category ORDER BY price_cents ${order}) place FROM products WHERE price_cents < ${most}) WHERE place = 1`,
        careless: [
          `SELECT category, name FROM (SELECT category, name, ${pick}(price_cents) FROM products WHERE price_cents < ${most} GROUP BY category)`,
        ],
      }
    }),
    question(4, (rng) => {
      const [status, day] = [rng.pick(statuses), cutOf(rng)]
      const total = `SELECT o.id, o.customer_id, o.ordered, sum(l.quantity * p.price_cents) cents FROM orders o JOIN order_lines l ON l.order_id = o.id JOIN products p ON p.id = l.product_id WHERE o.status <> '${status}' AND o.ordered >= '${day}' GROUP BY o.id`
      return {
        ask: `Of the orders from ${day} on that are not ${status} give customer id, order id and the sum in cents of this and all earlier such orders of the same customer, by day of the order (and by order id within a day); sort by customer id, then in that order.`,
        gold: `WITH t AS (${total}) SELECT customer_id, id, sum(cents) OVER (PARTITION BY customer_id ORDER BY ordered, id) FROM t ORDER BY customer_id, ordered, id`,
        careless: [
          `WITH t AS (${total}) SELECT customer_id, id, sum(cents) OVER (PARTITION BY customer_id ORDER BY id) FROM t ORDER BY customer_id, ordered, id`,
          `WITH t AS (${total}) SELECT customer_id, id, sum(cents) OVER (ORDER BY customer_id, ordered, id) FROM t ORDER BY customer_id, ordered, id`,
        ],
        ordered: true,
      }
    }),
    change(1, (rng) => {
      const [category, more] = [rng.pick(categories), rng.int(1, 99)]
      return {
        ask: `Raise the price of every product of the category ${category} by ${more} cents.`,
        gold: `UPDATE products SET price_cents = price_cents + ${more} WHERE category = '${category}'`,
        careless: [`UPDATE products SET price_cents = price_cents + ${more}`],
      }
    }),
    change(2, (rng) => {
      const day = cutOf(rng)
      const gone = `SELECT id FROM orders WHERE status = 'cancelled' AND ordered < '${day}'`
      return {
        ask: `Delete the cancelled orders from before ${day}, with their lines.`,
        gold: `DELETE FROM order_lines WHERE order_id IN (${gone}); DELETE FROM orders WHERE status = 'cancelled' AND ordered < '${day}'`,
        careless: [`DELETE FROM orders WHERE status = 'cancelled' AND ordered < '${day}'`],
      }
    }),
    change(3, (rng) => {
      const [city, day] = [rng.pick(cities), laterDay(rng)]
      return {
        ask: `For the customer in ${city} who joined last (of those of one day the one with the greatest id), enter an order of ${day} with the status placed and the next free id, for one piece of the cheapest product (of those of one price the one whose name comes first).`,
        gold: `INSERT INTO orders (customer_id, ordered, status) SELECT id, '${day}', 'placed' FROM customers WHERE city = '${city}' ORDER BY joined DESC, id DESC LIMIT 1; INSERT INTO order_lines SELECT o.id, (SELECT id FROM products ORDER BY price_cents, name LIMIT 1), 1 FROM orders o WHERE o.ordered = '${day}'`,
        careless: [
          `INSERT INTO orders (customer_id, ordered, status) SELECT id, '${day}', 'placed' FROM customers WHERE city = '${city}' ORDER BY joined DESC, id DESC LIMIT 1`,
        ],
      }
    }),
    change(4, (rng) => {
      const [least, stars] = [rng.int(1, 2), rng.int(22, 38) / 10]
      const category = rng.pick(['clearance', 'bargains', 'outlet'])
      return {
        ask: `Give every product that has at least ${least} reviews with stars, and an average of less than ${stars} stars, the category ${category}.`,
        gold: `UPDATE products SET category = '${category}' WHERE id IN (SELECT product_id FROM reviews GROUP BY product_id HAVING count(stars) >= ${least} AND avg(stars) < ${stars})`,
        careless: [
          `UPDATE products SET category = '${category}' WHERE id IN (SELECT product_id FROM reviews GROUP BY product_id HAVING count(*) >= ${least} AND avg(coalesce(stars, 0)) < ${stars})`,
        ],
      }
    }),
  ],
}
