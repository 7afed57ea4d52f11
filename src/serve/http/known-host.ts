// The names by which a server on this machine may be called. A page in somebody's browser whose own name was made to
// resolve to this machine (DNS rebinding) still sends that name.

/** Whether the `Host` header names one of `hosts`; any does where none are given. */
export function isKnownHost(hosts: readonly string[] | undefined, header: string | undefined): boolean {
  return hosts === undefined || hosts.includes(hostOf(header))
}

/** Without its port. */
export function hostOf(header: string | undefined): string {
  return (header ?? '').replace(/:\d+$/, '').toLowerCase()
}
