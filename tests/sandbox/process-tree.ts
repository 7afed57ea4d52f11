// Processes and control groups as Linux tells them, for tests of what is left behind.
import { existsSync, readdirSync, readFileSync } from 'node:fs'

export const hasProcessTree: boolean = process.platform === 'linux' && existsSync('/proc/self/task')

/** Living processes below `root`, at any depth. */
export function processesBelow(root: number = process.pid): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const fields = statusOf(Number(name))
    if (fields && fields.state !== 'Z') parents.set(Number(name), fields.parent)
  }
  const isBelow = (pid: number): boolean => {
    const above = parents.get(pid)
    return above !== undefined && (above === root || isBelow(above))
  }
  return [...parents.keys()].filter(isBelow)
}

/** The same process: its id may be given to another one. */
export interface Identified {
  readonly pid: number
  readonly startedAt: string
}

export function identify(pids: readonly number[]): Identified[] {
  return pids.flatMap((pid) => {
    const status = statusOf(pid)
    return status ? [{ pid, startedAt: status.startedAt }] : []
  })
}

/** Those that still live, with their command lines for the message of a failed test. */
export function survivors(processes: readonly Identified[]): string[] {
  return processes
    .filter(({ pid, startedAt }) => {
      const status = statusOf(pid)
      return status !== null && status.state !== 'Z' && status.state !== 'X' && status.startedAt === startedAt
    })
    .map(({ pid }) => `${pid} ${commandOf(pid)}`)
}

export function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').slice(0, 200)
  } catch {
    return ''
  }
}

/** Control groups of sandboxes anywhere on this machine, by path; of `owners` where given. */
export function controlGroups(owners?: readonly number[]): string[] {
  const found: string[] = []
  const look = (folder: string, depth: number): void => {
    if (depth > 4 || !existsSync(folder)) return
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (!entry.isDirectory()) continue
      const path = `${folder}/${entry.name}`
      const owner = /^rlvr-(\d+)-/.exec(entry.name)?.[1]
      if (owner === undefined) look(path, depth + 1)
      else if (owners === undefined || owners.includes(Number(owner))) found.push(path)
    }
  }
  look('/sys/fs/cgroup', 0)
  return found
}

function statusOf(pid: number): { state: string; parent: number; startedAt: string } | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
    return { state: fields[0]!, parent: Number(fields[1]), startedAt: fields[19]! }
  } catch {
    return null
  }
}
