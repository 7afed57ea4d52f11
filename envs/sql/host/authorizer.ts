// What statements of others may do: read tables, and in a changing program insert, update and delete rows. Nothing that
// makes, alters or drops anything, attaches a file, sets a pragma, or ends the transaction that will be undone. SQLite asks
// for each action while it compiles a statement (https://www.sqlite.org/c3ref/set_authorizer.html).
import { constants } from 'node:sqlite'
import type { Mode } from '../order.ts'

/** Functions whose value depends on their arguments alone, and the row id that an INSERT of the same program got. */
const functions = new Set(
  (
    'abs avg char coalesce concat concat_ws count date datetime format glob group_concat hex ifnull iif if instr julianday ' +
    'last_insert_rowid length like likelihood likely lower ltrim max min nullif octet_length printf quote replace round ' +
    'rtrim sign strftime string_agg substr substring sum time timediff total trim typeof unicode unixepoch unlikely upper ' +
    'row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value ' +
    'ceil ceiling exp floor ln log log10 log2 mod pow power sqrt trunc ' +
    'json json_array json_array_length json_extract json_group_array json_group_object json_object json_type json_valid -> ->> median'
  ).split(' '),
)

/** Tables of SQLite's own that may be read: they say what the schema says. */
const readable = new Set(['sqlite_master', 'sqlite_schema', 'sqlite_temp_master', 'sqlite_temp_schema'])

export function isAllowed(mode: Mode, action: number, first: string | null, second: string | null): boolean {
  const name = (first ?? '').toLowerCase()
  switch (action) {
    case constants.SQLITE_SELECT:
    case constants.SQLITE_RECURSIVE:
      return true
    case constants.SQLITE_READ:
      return !/^(sqlite_|pragma_|dbstat)/.test(name) || readable.has(name)
    case constants.SQLITE_FUNCTION:
      return functions.has((second ?? '').toLowerCase())
    case constants.SQLITE_INSERT:
    case constants.SQLITE_UPDATE:
    case constants.SQLITE_DELETE:
      return mode === 'write' && !name.startsWith('sqlite_')
    default:
      return false
  }
}
