// What is wrong with the files that an agent left, by rules that run here and look at bytes alone.
import type { TerminalSnapshot } from '../../src/sandbox/terminal/terminal.ts'
import type { FileJob } from './job.ts'
import { readTar } from './read-tar.ts'

type Entry = TerminalSnapshot['entries'][number]

/** Null where all is as it has to be. Other files may be there: what is made on the way is nobody's fault. */
export function filesFault({ entries, complete }: TerminalSnapshot, job: FileJob): string | null {
  if (!complete) return 'More was left than is looked at: too many files, too large, or too many folders in folders.'
  const found = new Map(entries.map((entry) => [entry.path, entry]))
  const { files, wanted = {}, gone = [], executable = {}, archive } = job
  for (const path of gone) if (found.has(path)) return `\`${path}\` is still there.`
  for (const [path, content] of Object.entries(wanted)) {
    const fault = contentFault(found.get(path), path, (text) => sameText(text, content, path))
    if (fault !== null) return fault
  }
  const kept = Object.entries(files).filter(([path]) => !Object.hasOwn(wanted, path) && !gone.includes(path))
  for (const [path, content] of kept) {
    const fault = contentFault(found.get(path), path, (text) => text === content)
    if (fault !== null) return fault
  }
  for (const [path, isWanted] of Object.entries(executable)) {
    const mode = found.get(path)?.mode ?? 0
    if (isWanted ? (mode & 0o100) === 0 : (mode & 0o111) !== 0)
      return `\`${path}\` has the permissions ${mode.toString(8)}.`
  }
  if (archive === undefined) return null
  const tar = found.get(archive.path)
  if (tar?.kind !== 'file' || tar.content === undefined) return `\`${archive.path}\` is no file.`
  const held = readTar(tar.content)
  if (held === null) return `\`${archive.path}\` is no tar archive of plain files.`
  for (const path of Object.keys(archive.holds)) {
    if (held.get(path) !== archive.holds[path]) return `\`${archive.path}\` does not hold \`${path}\` as it is.`
  }
  const extra = [...held.keys()].find((path) => !Object.hasOwn(archive.holds, path))
  return extra === undefined ? null : `\`${archive.path}\` holds \`${extra}\` too.`
}

function contentFault(entry: Entry | undefined, path: string, isRight: (text: string) => boolean): string | null {
  if (entry === undefined) return `\`${path}\` is missing.`
  if (entry.kind !== 'file') return `\`${path}\` is no file of its own, but a ${entry.kind}.`
  if (entry.content === undefined) return `\`${path}\` cannot be read.`
  return isRight(Buffer.from(entry.content).toString('utf8')) ? null : `\`${path}\` does not hold what it has to.`
}

/** A path may begin with `./`, as `find` tells it. */
function sameText(text: string, wanted: string, path: string): boolean {
  const given = text.trimEnd()
  return given === wanted.trimEnd() || (path === 'answer.txt' && given.replace(/^\.\//, '') === wanted)
}
