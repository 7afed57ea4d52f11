// Takes away what reaches outside of the heap limit or blocks a thread: WebAssembly's memory is not counted, and
// `Atomics.wait` sleeps without using time.
export function harden(): void {
  const global = globalThis as unknown as Record<string, unknown>
  for (const name of ['WebAssembly', 'SharedArrayBuffer', 'Atomics', 'console']) delete global[name]
}
