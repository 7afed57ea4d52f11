// Counts of things in messages.

/**
 * A count with its noun, which gets an s but for one of it.
 * @example counted(1, 'row') // '1 row'
 * counted(2, 'reply', 'replies') // '2 replies'
 */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
