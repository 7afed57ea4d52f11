// A terminal as its users see it: commands run one after another over files of its own, behind the walls of the jail.
import type { Isolation } from '../isolation.ts'

/** Paths from the working folder, with `/`. */
export type TerminalFiles = Readonly<Record<string, string | Uint8Array>>

export interface TerminalOptions {
  /** What the working folder holds at the beginning. */
  readonly files?: TerminalFiles
  /** Permissions of some of them, such as `{ 'run.sh': 0o755 }`. Default 0o644. */
  readonly modes?: Readonly<Record<string, number>>
  /** Run before anything else, in order; one that fails makes `open` reject. */
  readonly commands?: readonly string[]
  /** Memory of all its processes together, in MiB. Default 512. */
  readonly memoryMb?: number
  /** Processes and threads alive at once. Default 64. */
  readonly processes?: number
  /** Room in the working folder, in MiB. Default 32. */
  readonly diskMb?: number
  /** Wall time of one command, in milliseconds. Default 10,000. */
  readonly timeoutMs?: number
  /** What is kept of what a command prints, in bytes: the first so many. Default 64 KiB. */
  readonly outputBytes?: number
}

export interface CommandResult {
  /** What it printed on standard output and standard error, in the order in which it came. */
  readonly output: string
  /** Only the first bytes of a longer output were kept. */
  readonly truncated: boolean
  /** Of the whole output. */
  readonly outputBytes: number
  /** As the shell tells it; negative: the number of the signal that ended the shell. */
  readonly exitCode: number
  /** It was ended at its limit of time. */
  readonly timedOut: boolean
  /** Some process was ended at the limit of memory. */
  readonly outOfMemory: boolean
}

export interface TerminalEntry {
  /** From the working folder. Bytes that are no UTF-8 are lone surrogates, as Python's `surrogateescape` has them. */
  readonly path: string
  readonly kind: 'file' | 'folder' | 'link' | 'other'
  /** Permissions, such as 0o644. */
  readonly mode: number
  readonly bytes: number
  /** Names that the file has. */
  readonly links: number
  /** Where a link leads, as it says. */
  readonly target?: string
}

export interface TerminalSnapshot {
  /** In order of name within each folder. */
  readonly entries: readonly (TerminalEntry & {
    /** Of a regular file that could be read. */
    readonly content?: Uint8Array
  })[]
  /** False where there was more than anybody reads: too many entries, bytes, or folders in folders. */
  readonly complete: boolean
}

export interface Terminal {
  readonly isolation: Isolation
  /**
   * Runs a command line of bash: it begins where the last one left off, in folder, variables, functions and umask. At the
   * limit of time it is ended; what it left running in the background goes on until the terminal is closed.
   * An abort ends the terminal.
   */
  run(command: string, options?: { timeoutMs?: number; signal?: AbortSignal }): Promise<CommandResult>
  writeFiles(files: TerminalFiles): Promise<void>
  /** Rejects where there is no such regular file. At most 8 MiB are read. */
  readFile(path: string): Promise<string>
  listFiles(): Promise<readonly TerminalEntry[]>
  /** Everything that is there, after the end of every process, so that nothing changes under whoever judges it. */
  snapshot(options?: { mostBytes?: number; mostEntries?: number }): Promise<TerminalSnapshot>
  /** Ends every process and removes every file. */
  close(): Promise<void>
}

export interface TerminalsOptions {
  /** Terminals that are kept ready. Default 2. */
  readonly spares?: number
  /** The Python that builds the jail, and that `python3` is inside. Default: `$RLVR_SANDBOX_PYTHON`, else `python3`. */
  readonly python?: string
}

export interface Terminals {
  readonly isolation: Isolation
  open(options?: TerminalOptions, given?: { signal?: AbortSignal }): Promise<Terminal>
  /** Ends all of them. */
  close(): Promise<void>
}
