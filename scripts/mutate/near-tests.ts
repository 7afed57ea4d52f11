// Which tests are asked about a source: those that import it, the nearest first.
import { dirname, join, normalize } from 'node:path'
import { importsOf } from '../../tests/architecture/imports.ts'

/** Files by their path from the root. */
export type Files = ReadonlyMap<string, string>

/** How many steps of imports lead from each test to each source it reaches. */
export type Distances = ReadonlyMap<string, ReadonlyMap<string, number>>

/** The tests that reach each source, with the number of imports between them: 1 for a direct one. */
export function testDistances(files: Files): Distances {
  const imports = new Map<string, string[]>()
  for (const [path, source] of files) {
    const local = importsOf(source).filter((name) => name.startsWith('.'))
    imports.set(
      path,
      local.map((name) => normalize(join(dirname(path), name))).filter((target) => files.has(target)),
    )
  }
  const reached = new Map<string, Map<string, number>>()
  for (const test of files.keys()) {
    if (!test.endsWith('.test.ts')) continue
    for (const [source, distance] of distancesFrom(test, imports)) {
      const tests = reached.get(source) ?? new Map<string, number>()
      reached.set(source, tests.set(test, distance))
    }
  }
  return reached
}

function distancesFrom(start: string, imports: ReadonlyMap<string, readonly string[]>): Map<string, number> {
  const distances = new Map<string, number>([[start, 0]])
  const queue = [start]
  for (const path of queue) {
    for (const target of imports.get(path) ?? []) {
      if (distances.has(target)) continue
      distances.set(target, (distances.get(path) ?? 0) + 1)
      queue.push(target)
    }
  }
  return distances
}

/**
 * Tests in the order in which they are asked, `limit` at most: the mirrored one, those that import the source itself,
 * then those whose place is the most alike, and of these the ones with the shortest way.
 */
export function nearTests(source: string, distances: Distances, limit: number): string[] {
  const mirrored = `tests/${source.replace(/^src\//, '').replace(/\.ts$/, '')}.test.ts`
  const ranked = [...(distances.get(source) ?? [])].map(([test, distance]) => ({
    test,
    rank: [test === mirrored ? 0 : 1, distance === 1 ? 0 : 1, -sharedFolders(test, mirrored), distance],
  }))
  return ranked
    .sort((a, b) => compare(a.rank, b.rank) || (a.test < b.test ? -1 : 1))
    .slice(0, limit)
    .map(({ test }) => test)
}

/** How many folders two paths have in common, from the root. */
function sharedFolders(one: string, other: string): number {
  const [left, right] = [one.split('/').slice(0, -1), other.split('/').slice(0, -1)]
  const apart = left.findIndex((name, index) => name !== right[index])
  return apart < 0 ? left.length : apart
}

function compare(left: readonly number[], right: readonly number[]): number {
  return left.map((value, index) => value - (right[index] as number)).find((difference) => difference !== 0) ?? 0
}
