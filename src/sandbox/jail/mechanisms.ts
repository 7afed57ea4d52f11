// What walls are made of, by the names that an `Isolation` tells, and what of the host is shown inside them.

const ofNamespaces = ['mount-namespace', 'pid-namespace', 'network-namespace', 'ipc-namespace', 'uts-namespace']
const ofGroup = ['memory-cgroup', 'pids-cgroup']

export interface WallKinds {
  readonly namespaces: boolean
  /** Memory and process control groups. */
  readonly group: boolean
  readonly seccomp: boolean
}

export function mechanismsOf({ namespaces, group, seccomp }: WallKinds): string[] {
  return [
    ...(namespaces ? ofNamespaces : []),
    ...(seccomp ? ['seccomp'] : []),
    ...(group ? ofGroup : []),
    'resource-limits',
    ...(seccomp ? ['no-new-privileges'] : []),
  ]
}

/** Programs and libraries, shown read-only. */
export const systemFolders: readonly string[] = ['/usr', '/bin', '/lib', '/lib32', '/lib64', '/libx32', '/sbin']
