// One way to say that a file of a run could not be read or written: what failed, what is kept, what to do.
import { RlvrError, describeError } from '../core/errors.ts'

const adviceByCode: { readonly [code: string]: string } = {
  ENOSPC: 'The disk is full: free some space, then go on.',
  EDQUOT: 'The disk quota is used up: free some space, then go on.',
  EFBIG: 'The file has reached the size limit of this system: raise the limit, then go on.',
  EIO: 'The disk reports a fault: copy the run elsewhere and resume it there.',
  EACCES: 'Permission is missing: make the folder writable, or choose another one.',
  EPERM: 'Permission is missing: make the folder writable, or choose another one.',
  EROFS: 'The file system is read-only: choose another folder.',
  ENOENT: 'It does not exist: check the path.',
  ENOTDIR: 'A part of the path is a file, not a folder: check the path.',
  EISDIR: 'It is a folder, not a file: check the path.',
  EMFILE: 'Too many files are open: raise the limit on open files, or run fewer things at once.',
}

/**
 * The error for `thrown` while `doing` something with a file.
 * @param kept what of the run is safe in spite of the failure, as a sentence; empty where nothing was at stake
 */
export function recordError(thrown: unknown, doing: string, kept = ''): RlvrError {
  if (RlvrError.isInstance(thrown)) return thrown
  const code = systemCode(thrown)
  const advice = (code !== null && adviceByCode[code]) || 'Mend the cause, then try again.'
  const message = [`Could not ${doing}: ${describeError(thrown)}.`, kept, advice]
    .filter((part) => part !== '')
    .join(' ')
  return new RlvrError('RLVR_RECORD', message, { cause: thrown })
}

/** The system's error code, like `ENOENT`; null for errors that are not the system's. One that came from a thread has it in its words alone. */
export function systemCode(thrown: unknown): string | null {
  if (typeof thrown !== 'object' || thrown === null) return null
  if ('code' in thrown && typeof thrown.code === 'string') return thrown.code
  return thrown instanceof Error ? (/^(E[A-Z]{2,}): /.exec(thrown.message)?.[1] ?? null) : null
}
