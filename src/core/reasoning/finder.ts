// A search that only goes forwards.

/**
 * The first place of `mark` from an index on, the reply's length where there is none. Asked for rising indices, it reads
 * a reply once, however often it is asked.
 */
export function finder(reply: string, mark: string): (from: number) => number {
  let found = -1
  return (from) => {
    if (found < from) {
      found = reply.indexOf(mark, from)
      if (found < 0) found = reply.length
    }
    return found
  }
}
