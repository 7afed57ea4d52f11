// Removes the control groups that supervisors and launchers made: only their parent can, after they were killed.
import type { ChildProcess } from 'node:child_process'
import { readFile, rmdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const removalTries = 80
const removalPauseMs = 25

const removals = new Set<Promise<void>>()

/** Settles when the groups of all supervisors that have ended are gone. */
export async function groupsRemoved(): Promise<void> {
  await Promise.all(removals)
}

/** Removes the control groups of `child` once it has ended; their names are `rlvr-PID-CELL`. */
export function removeGroupsAfter(child: ChildProcess, ...cells: readonly string[]): void {
  child.once('exit', () => {
    if (child.pid === undefined) return
    const removal = groupParents()
      .then((parents) =>
        removeGroups(parents.flatMap((parent) => cells.map((cell) => `${parent}/rlvr-${child.pid}-${cell}`))),
      )
      .finally(() => removals.delete(removal))
    removals.add(removal)
  })
}

/** A group can be removed once the last process in it is gone: the kernel kills them with their supervisor. */
async function removeGroups(paths: readonly string[]): Promise<void> {
  let folders = paths
  for (let attempt = 0; attempt < removalTries && folders.length > 0; attempt++) {
    if (attempt > 0) await wait(removalPauseMs)
    const left: string[] = []
    for (const folder of folders) {
      await rmdir(folder).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') left.push(folder)
      })
    }
    folders = left
  }
}

/** Where such groups can lie: our own group or one above it in each hierarchy (cgroup.py chooses the same ones). */
async function groupParents(): Promise<string[]> {
  const [mounts, own] = await Promise.all([
    readFile('/proc/self/mounts', 'utf8'),
    readFile('/proc/self/cgroup', 'utf8'),
  ])
  const points = mounts
    .split('\n')
    .map((line) => line.split(' '))
    .filter((fields) => fields[2]?.startsWith('cgroup'))
    .map((fields) => fields[1] ?? '')
  const paths = own.split('\n').map((line) => line.split(':').slice(2).join(':'))
  const parents = new Set<string>()
  for (const point of points) {
    for (const path of paths) {
      for (let inside = path; inside.length > 1; inside = dirname(inside)) parents.add(point + inside)
    }
    parents.add(point)
  }
  return [...parents]
}
