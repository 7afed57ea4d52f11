// How the person who runs a machine gets the walls that are missing there, from what the machine says of itself.
// Sources: man 7 user_namespaces, man 7 cgroups; Debian's `kernel.unprivileged_userns_clone`; Ubuntu's
// `kernel.apparmor_restrict_unprivileged_userns`; Docker's default seccomp profile, which refuses `unshare`.
import { existsSync, readFileSync } from 'node:fs'

/** Files of `/proc/sys`, the value that forbids user namespaces, and the one that allows them. */
const switches = [
  ['user.max_user_namespaces', '0', '15000'],
  ['kernel.unprivileged_userns_clone', '0', '1'],
  ['kernel.apparmor_restrict_unprivileged_userns', '1', '0'],
] as const

/** What a user of this machine can do to get namespaces, beginning with the thing that is missing. */
export function wayToNamespaces(): string {
  const closed = switches.filter(([name, forbids]) => read(`/proc/sys/${name.replaceAll('.', '/')}`) === forbids)
  const ways = closed.map(([name, , allows]) => `\`sysctl -w ${name}=${allows}\``)
  if (ways.length > 0) return `namespaces (run as root, or allow them to everybody: ${ways.join(' and ')})`
  if (isContainer()) {
    return 'namespaces (start the container with `--cap-add SYS_ADMIN --security-opt seccomp=unconfined --security-opt apparmor=unconfined`, or as a privileged one)'
  }
  return 'namespaces (run as root with CAP_SYS_ADMIN, or allow unprivileged user namespaces)'
}

export function wayToGroup(): string {
  if (isContainer()) {
    return 'a control group that this process may create (start the container with a writable /sys/fs/cgroup, as a privileged one has)'
  }
  return 'a control group that this process may create (run as root, or where systemd keeps the groups, by `systemd-run --user --scope COMMAND`)'
}

/** Whether this process can give each program a user of its own: it is root, and not of a small user namespace. */
export function hasUsersOfItsOwn(): boolean {
  const ranges = (read('/proc/self/uid_map') ?? '').split('\n').map((line) => line.trim().split(/\s+/).map(Number))
  return process.geteuid?.() === 0 && ranges.some(([first = 0, , count = 0]) => first + count > 2 ** 31)
}

function isContainer(): boolean {
  return existsSync('/.dockerenv') || existsSync('/run/.containerenv')
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return null
  }
}
