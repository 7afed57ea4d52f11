// SQL on real databases: what is right in another form, what is wrong by little, and what tries to cheat.
import { existsSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { openDatabaseRoom } from '../../envs/sql/database-room.ts'
import { domains } from '../../envs/sql/domains.ts'
import { rowsFault } from '../../envs/sql/compare.ts'
import environment from '../../envs/sql/index.ts'
import { openSqlJudge, SqlJudge, type SqlAnswer } from '../../envs/sql/sql-judge.ts'
import { sqlIn, statementsOf } from '../../envs/sql/statements.ts'
import { Rng } from '../../src/core/random.ts'
import { makeTask, type Task } from '../../src/core/task.ts'
import { defaultLimits } from '../../src/sandbox/limits.ts'
import { play } from './play.ts'

const judge = await openSqlJudge()
afterAll(() => judge.close())

const question: SqlAnswer = {
  domain: 'shop',
  world: 3,
  kind: 'question',
  isOrdered: false,
  gold: "SELECT name, price_cents FROM products WHERE category = 'books'",
  careless: ['SELECT name, price_cents FROM products'],
}
const change: SqlAnswer = {
  domain: 'shop',
  world: 3,
  kind: 'change',
  isOrdered: false,
  gold: "UPDATE products SET price_cents = price_cents + 10 WHERE category = 'books'",
  careless: ['UPDATE products SET price_cents = price_cents + 10'],
}
const taskOf = (answer: SqlAnswer): Task<SqlAnswer> => makeTask({ prompt: 'Which?', answer }, 'own')
const [asked, changed] = [taskOf(question), taskOf(change)]

/** Null where it could not be judged. */
async function scoreOf(task: Task<SqlAnswer>, sql: string): Promise<number | null> {
  const verdict = await judge.judge(task, statementsOf(sql) ?? [])
  return verdict.status === 'scored' ? verdict.score : null
}

const templates = domains.flatMap((domain) =>
  domain.templates.map((template, at) => ({ domain, template, name: `${domain.name} ${at}` })),
)

test.each(templates)(
  '$name: the gold is right and what is careless is found out',
  async ({ domain, template, name }) => {
    const answers = [0, 1].map((draw) => {
      const { ordered = false, ask: _, ...rest } = template.make(Rng.fromSeed(`${name}/${draw}`))
      return { domain: domain.name, world: 11 * draw, kind: template.kind, isOrdered: ordered, ...rest }
    })
    for (const answer of answers) {
      const task = taskOf(answer)
      expect((await judge.databases(task)).length).toBeGreaterThanOrEqual(3)
      expect(await scoreOf(task, answer.gold)).toBe(1)
      expect(answer.careless.length).toBeGreaterThan(0)
      for (const careless of answer.careless)
        expect(`${await scoreOf(task, careless)} ${careless}`).toBe(`0 ${careless}`)
    }
  },
)

test('each domain has questions and changes of every level, and questions of every level are many', () => {
  for (const { templates: own } of domains)
    for (const level of [1, 2, 3, 4])
      expect(own.filter((each) => each.level === level).map(({ kind }) => kind)).toEqual(
        expect.arrayContaining(['question', 'question', 'change']),
      )
})

test.each([
  ["SELECT p.name AS n, price_cents * 1.0 FROM products p WHERE p.category IN ('books') ORDER BY 2", 1],
  ["SELECT name, price_cents FROM products WHERE category = 'books';", 1],
  ["-- the books\nWITH b AS (SELECT * FROM products WHERE category LIKE 'BOOKS') SELECT name, price_cents FROM b", 1],
  ["SELECT price_cents, name FROM products WHERE category = 'books'", 0],
  ["SELECT name, price_cents, category FROM products WHERE category = 'books'", 0],
  ["SELECT name, CAST(price_cents AS TEXT) FROM products WHERE category = 'books'", 0],
  ["SELECT name, price_cents FROM products WHERE category = 'books' LIMIT 1", 0],
  ["SELECT name, price_cents FROM products WHERE category = 'Books'", 0],
  ['SELECT name, price FROM products', 0],
  ['', 0],
])('%j earns %d', async (sql, score) => {
  expect(await scoreOf(asked, sql)).toBe(score)
})

test('the rows that the seen database gives earn nothing as literals', async () => {
  const outcome = await judge.run(asked, [question.gold], { mode: 'read', mostRows: 50 })
  if ('fault' in outcome) throw new Error(outcome.fault)
  const rows = outcome.given?.rows ?? []
  expect(rows.length).toBeGreaterThan(0)
  const literals = rows.map((row) => `(${JSON.stringify(row).slice(1, -1).replaceAll('"', "'")})`).join(', ')
  expect(await judge.judge(asked, [`VALUES ${literals}`])).toMatchObject({ score: 0, reason: expect.stringContaining('On database') as string }) // prettier-ignore
})

const forbidden = [
  "ATTACH '/tmp/rlvr-sql-test.db' AS other",
  "VACUUM INTO '/tmp/rlvr-sql-test.db'",
  'PRAGMA writable_schema = 1',
  'PRAGMA foreign_keys = 0',
  'SELECT * FROM pragma_database_list',
  "SELECT load_extension('x')",
  "SELECT readfile('/etc/passwd')",
  "SELECT writefile('/tmp/rlvr-sql-test.db', 'x')",
  'SELECT random()',
  'CREATE TABLE mine (a)',
  'CREATE TEMP TABLE products AS SELECT 1',
  'CREATE VIEW mine AS SELECT 1',
  'CREATE TRIGGER t AFTER UPDATE ON products BEGIN UPDATE products SET stock = 0; END',
  'DROP TABLE reviews',
  'ALTER TABLE products RENAME TO goods',
  'CREATE INDEX i ON products (name)',
  'REINDEX',
  'ANALYZE',
  'SAVEPOINT s',
  'ROLLBACK',
  "UPDATE sqlite_master SET sql = ''",
]

test.each(forbidden)('%s is refused, in a question and in a change', async (sql) => {
  for (const mode of ['read', 'write'] as const)
    expect(await judge.run(asked, [sql], { mode, mostRows: 5 })).toEqual({ fault: expect.any(String) as string })
  expect(await scoreOf(asked, sql)).toBe(0)
  expect(await scoreOf(asked, `${question.gold}; ${sql}`)).toBe(0)
  expect(await scoreOf(changed, `${change.gold}; ${sql}`)).toBe(0)
  expect(existsSync('/tmp/rlvr-sql-test.db')).toBe(false)
})

test('a question cannot be answered by a change of the data, and no change outlives its program', async () => {
  for (const sql of [
    "DELETE FROM products WHERE category <> 'books' RETURNING name, price_cents",
    'DELETE FROM reviews',
  ])
    expect(await scoreOf(asked, sql)).toBe(0)
  // The conflict ends the transaction that would be undone.
  const ending = ['INSERT OR ROLLBACK INTO customers SELECT * FROM customers LIMIT 1', 'DELETE FROM reviews']
  expect(await judge.run(changed, ending, { mode: 'write', mostRows: 5 })).toHaveProperty('fault')
  const rows = await judge.run(changed, ['SELECT count(*) > 0 FROM reviews'], { mode: 'read', mostRows: 5 })
  expect(rows).toMatchObject({ given: { rows: [[1]] } })
  expect(await scoreOf(changed, change.gold)).toBe(1)
})

describe('a statement that would take for ever', () => {
  const limited = openDatabaseRoom({ ...defaultLimits, timeMs: 700, memoryMb: 128 })
  afterAll(async () => await (await limited).close())
  const order = { domain: 'shop', seeds: [1], mode: 'read', tellsTables: false, mostRows: 5 } as const

  test.each([
    'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n',
    "SELECT hex(printf('%.*c', 600000000, 'x'))",
  ])('%s is ended from outside, and the next one runs', async (sql) => {
    const room = await limited
    // On a busy machine memory may come to its end first, or SQLite refuse the length.
    const ran = await room.run({ ...order, programs: [[sql]] }, { of: 'policy' })
    expect('ended' in ran ? 'ended' : ran.outcomes[0]?.[0]).toSatisfy((each) => each === 'ended' || 'fault' in each)
    const own = new SqlJudge(room)
    expect(await own.judge(asked, [question.gold])).toMatchObject({ score: 1 })
  })
})

test('a change is judged by the rows that it leaves in all tables', async () => {
  expect(await scoreOf(changed, "UPDATE products SET price_cents = 10 + price_cents WHERE category LIKE 'books'")).toBe(
    1,
  )
  expect(await scoreOf(changed, `BEGIN; ${change.gold}; COMMIT;`)).toBe(1)
  expect(await scoreOf(changed, `${change.gold}; DELETE FROM reviews`)).toBe(0)
  expect(await scoreOf(changed, `${change.gold}; ${change.gold}`)).toBe(0)
  expect(await scoreOf(changed, `${change.gold}; DELETE FROM customers`)).toBe(0)
  expect(await scoreOf(changed, 'SELECT 1')).toBe(0)
})

test('ids that were only seen change nothing where nobody looked', async () => {
  const outcome = await judge.run(changed, ["SELECT id FROM products WHERE category = 'books'"], { mode: 'read', mostRows: 50 }) // prettier-ignore
  if ('fault' in outcome) throw new Error(outcome.fault)
  const ids = JSON.stringify(outcome.given?.rows.flat()).slice(1, -1)
  expect(await scoreOf(changed, `UPDATE products SET price_cents = price_cents + 10 WHERE id IN (${ids})`)).toBe(0)
})

const call = (name: string, sql?: string): string =>
  `<tool_call>${JSON.stringify({ name, arguments: sql === undefined ? {} : { sql } })}</tool_call>`

test('a task is solved by a reply, by a call that ends it, and by statements that were executed', async () => {
  await using spec = environment.configure()
  const solved = async (task: Task<SqlAnswer>, ...actions: string[]): Promise<boolean | null> =>
    (await play(spec, task, actions)).outcome
  expect(await solved(asked, `I think so.\n\`\`\`sql\n${question.gold}\n\`\`\``)).toBe(true)
  expect(await solved(asked, call('schema'), call('submit', question.gold))).toBe(true)
  expect(await solved(asked, call('execute', 'DELETE FROM reviews'), question.gold)).toBe(true)
  expect(await solved(asked, call('query', question.gold), 'It is done.')).toBe(false)
  expect(await solved(changed, call('execute', change.gold), 'It is done.')).toBe(true)
  expect(await solved(changed, call('execute', change.gold), call('query', 'SELECT 1'), call('submit', ''))).toBe(true)
  expect(await solved(changed, `<answer>${change.gold}</answer>`)).toBe(true)
  expect(await solved(changed, call('query', change.gold), 'It is done.')).toBe(false)
  // A call that fails leaves nothing.
  expect(await solved(changed, call('execute', `${change.gold}; DELETE FROM customers`), 'It is done.')).toBe(false)
})

test('a query sees what was executed, and changes nothing itself', async () => {
  await using spec = environment.configure()
  const count = 'SELECT count(*) FROM reviews'
  const actions = [
    call('execute', 'DELETE FROM reviews'),
    call('query', 'DELETE FROM order_lines RETURNING order_id'),
    call('query', `${count} UNION ALL SELECT count(*) > 0 FROM order_lines`),
  ]
  const { messages } = await play(spec, changed, actions)
  expect(messages.at(-1)?.content).toBe(`count(*)\n0\n1\n2 rows.`)
})

test('statements end at a semicolon that is no part of a text, a name or a comment', () => {
  expect(statementsOf('SELECT \';\'; -- a;b\nSELECT ";" /* ; */ ;; begin; END')).toEqual([
    "SELECT ';'",
    '-- a;b\nSELECT ";" /* ; */',
  ])
  expect(statementsOf(`SELECT '${'x'.repeat(30_000)}'`)).toBeNull()
})

test('the SQL of a reply is what it answers with', () => {
  expect(sqlIn('<think>SELECT 1</think>SELECT 2')).toBe('SELECT 2')
  expect(sqlIn('<answer>```sql\nSELECT 3\n```</answer>')?.trim()).toBe('SELECT 3')
  expect(sqlIn('```sql\nSELECT 1\n```\nor\n```sqlite\nSELECT 4\n```')?.trim()).toBe('SELECT 4')
  expect(sqlIn('You could select it.')).toBeNull()
})

test('rows are compared by value: 3 is 3.0, NULL is neither empty nor 0, and order counts where it is asked for', () => {
  expect(rowsFault([[3.0000000001, null]], [[3, null]], true)).toBeNull()
  expect(rowsFault([[null]], [['']], false)).not.toBeNull()
  expect(rowsFault([[null]], [[0]], false)).not.toBeNull()
  expect(rowsFault([['3']], [[3]], false)).not.toBeNull()
  const [rows, turned] = [[['b', 1], ['a', 2]], [['a', 2], ['b', 1]]] // prettier-ignore
  expect(rowsFault(rows ?? [], turned ?? [], false)).toBeNull()
  expect(rowsFault(rows ?? [], turned ?? [], true)).toBe('its rows are in another order')
  // As often as it is there.
  expect(rowsFault([['a'], ['a'], ['b']], [['a'], ['b'], ['b']], false)).not.toBeNull()
})
