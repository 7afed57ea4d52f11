// The databases of the domains in memory, made when they are first asked for and kept. Programs run in a transaction that
// is undone. What else a statement might do to a database is refused when it is compiled (`authorizer.ts`).
import { constants, DatabaseSync, type SQLOutputValue } from 'node:sqlite'
import { describeError } from '../../../src/core/errors.ts'
import { Rng } from '../../../src/core/random.ts'
import type { Domain } from '../domain.ts'
import { domainOf } from '../domains.ts'
import type { Given, Mode, Order, Outcome, Row } from '../order.ts'
import { isAllowed } from './authorizer.ts'

const mostKept = 512
/** Characters of all cells together that are told of one statement. */
const mostCharacters = 1 << 18

/** Whose statements are compiled; null for our own, which may do anything. */
let compiledFor: Mode | null = null

const kept = new Map<string, DatabaseSync>()

/** Outcomes by program, then by database. */
export function runOrder(order: Order): Outcome[][] {
  const domain = domainOf(order.domain)
  return order.programs.map((statements) => order.seeds.map((seed) => runProgram(domain, seed, statements, order)))
}

function runProgram(domain: Domain, seed: number, statements: readonly string[], order: Order): Outcome {
  const key = `${domain.name}/${seed}`
  const database = kept.get(key) ?? opened(domain, seed, key)
  const changes: number[] = []
  try {
    // What only reads has nothing to undo.
    if (order.mode === 'write') database.exec('BEGIN')
    compiledFor = order.mode
    let given: Given | null = null
    for (const statement of statements) {
      const told = runStatement(database, statement, order.mostRows)
      if (typeof told === 'number') changes.push(told)
      else given = told
    }
    compiledFor = null
    if (order.mode === 'write' && !database.isTransaction)
      return { fault: 'A statement ended the transaction, which is undone.' }
    return { given, changes, tables: order.tellsTables ? tablesOf(database, domain) : null }
  } catch (thrown) {
    return { fault: describeError(thrown, 300) }
  } finally {
    compiledFor = null
    // `INSERT OR ROLLBACK` ends a transaction; what runs after it would stay.
    if (database.isTransaction) database.exec('ROLLBACK')
    else if (order.mode === 'write') forget(key, database)
  }
}

/** What a statement gave, or how many rows it changed. */
function runStatement(database: DatabaseSync, sql: string, mostRows: number): Given | number {
  const statement = database.prepare(sql)
  statement.setReturnArrays(true)
  const columns = statement.columns().map(({ name }) => name)
  if (columns.length === 0) return Number(statement.run().changes)
  const rows: Row[] = []
  let characters = 0
  let isCut = false
  // Every row is stepped through where the statement changes something: what `RETURNING` gives is given before it is over.
  for (const values of statement.iterate() as unknown as Iterable<readonly SQLOutputValue[]>) {
    if (isCut) continue
    const row = values.map(cellOf)
    for (const cell of row) characters += typeof cell === 'string' ? cell.length : 8
    isCut = rows.length === mostRows || characters > mostCharacters
    if (!isCut) rows.push(row)
    else if (!/\breturning\b/i.test(sql)) break
  }
  return { columns, rows, isCut }
}

function cellOf(value: SQLOutputValue): Row[number] {
  if (typeof value === 'number') return Number.isFinite(value) ? value : { odd: String(value) }
  if (value === null || typeof value === 'string') return value
  return { odd: typeof value === 'bigint' ? String(value) : `${value.byteLength} bytes` }
}

function tablesOf(database: DatabaseSync, { schema }: Domain): { [table: string]: Row[] } {
  const tables: { [table: string]: Row[] } = {}
  for (const name of tableNames(schema)) {
    const statement = database.prepare(`SELECT * FROM ${name}`)
    statement.setReturnArrays(true)
    tables[name] = (statement.all() as unknown as readonly SQLOutputValue[][]).map((row) => row.map(cellOf))
  }
  return tables
}

export function tableNames(schema: string): string[] {
  return [...schema.matchAll(/^CREATE TABLE (\w+)/gm)].map(([, name = '']) => name)
}

function opened(domain: Domain, seed: number, key: string): DatabaseSync {
  const database = new DatabaseSync(':memory:', { allowExtension: false })
  database.exec(domain.schema)
  database.exec('BEGIN')
  for (const [table, rows] of Object.entries(domain.fill(Rng.fromSeed(`sql/${domain.name}/${seed}`)))) {
    const places = (rows[0] ?? []).map(() => '?').join(', ')
    const insert = database.prepare(`INSERT INTO ${table} VALUES (${places})`)
    for (const row of rows) insert.run(...row)
  }
  database.exec('COMMIT')
  database.enableDefensive(true)
  database.setAuthorizer((action, first, second) =>
    compiledFor === null || isAllowed(compiledFor, action, first, second) ? constants.SQLITE_OK : constants.SQLITE_DENY,
  )
  const [oldest] = kept
  if (kept.size >= mostKept && oldest !== undefined) forget(...oldest)
  kept.set(key, database)
  return database
}

function forget(key: string, database: DatabaseSync): void {
  kept.delete(key)
  database.close()
}
