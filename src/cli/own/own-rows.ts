// Rows of one's own by a name on the command line: a data set of `rlvr.config.ts`, or a module. A data set is the path of
// a file of rows, or a list of rows, anything that can be gone through, or a function that gives it.
import { existsSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { RlvrError, describeError, nearestName, show } from '../../core/errors.ts'
import type { JsonObject } from '../../core/json.ts'
import { isObject } from '../../data/field.ts'
import type { JsonlRow } from '../../data/jsonl.ts'
import { recordFile } from '../../data/record-file.ts'
import { project } from './project.ts'
import { isModuleName, loadFile } from './source.ts'

/** Rows, and the file that they stand in where they do. */
export interface OwnRows {
  readonly file: string | null
  rows(): AsyncIterable<JsonlRow>
}

/**
 * The rows of that name; null where it is neither a module nor a data set of the configuration. A file that is there
 * goes before a name.
 */
export async function rowsNamed(name: string): Promise<OwnRows | null> {
  if (isModuleName(name)) return rowsOf((await loadFile(name, 'a data set')).value, name)
  if (existsSync(name)) return null
  const { module: config, datasets } = await project()
  if (config === null || !datasets.has(name)) return null
  const value = datasets.get(name)
  if (typeof value !== 'string') return rowsOf(value, `datasets.${name}`)
  const path = isAbsolute(value) ? value : join(dirname(config.source.path), value)
  if (isModuleName(value)) return rowsOf((await loadFile(path, 'a data set')).value, value)
  return { file: path, rows: () => recordFile(path).rows() }
}

/** ` Did you mean …`: the data set that is named most like it; empty where there is none. */
export async function nearestDataset(name: string): Promise<string> {
  const { datasets } = await project()
  const nearest = nearestName(name, datasets.keys())
  return nearest === null ? '' : ` Did you mean the data set \`${nearest}\` of rlvr.config?`
}

function rowsOf(value: unknown, where: string): OwnRows {
  if (typeof value !== 'function' && !isIterable(value)) throw noRows(value, where)
  return {
    file: null,
    async *rows() {
      let made: unknown
      try {
        made = typeof value === 'function' ? await (value as () => unknown)() : value
      } catch (thrown) {
        throw new RlvrError('RLVR_DATA', `${where} could not give its rows: ${describeError(thrown)}`, {
          cause: thrown,
        })
      }
      if (!isIterable(made)) throw noRows(made, where)
      let line = 0
      for await (const row of made) {
        line++
        yield isObject(row as JsonObject)
          ? { ok: true, line, value: row as JsonObject }
          : { ok: false, line, field: null, fault: `expected an object, got ${show(row, 60)}` }
      }
    },
  }
}

function isIterable(value: unknown): value is Iterable<unknown> | AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value)
}

function noRows(value: unknown, where: string): RlvrError {
  return new RlvrError(
    'RLVR_USAGE',
    `${where} is no data set: it is the path of a file of rows, a list of rows, or a function that gives one; got ${show(value, 80)}.`,
  )
}
