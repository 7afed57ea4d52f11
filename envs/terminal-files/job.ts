// What a task of files is: what lies there at the beginning, and what has to lie there at the end.

/** Plain data: the secret half of a task. */
export interface FileJob {
  readonly kind: string
  /** Path to text. */
  readonly files: { readonly [path: string]: string }
  /** Permissions that are not 0o644. */
  readonly modes?: { readonly [path: string]: number }
  /** Files that have to be there: these texts, and nothing said of the blanks at their end. */
  readonly wanted?: { readonly [path: string]: string }
  /** Names that may be there no more. */
  readonly gone?: readonly string[]
  /** Whether the owner may execute it. */
  readonly executable?: { readonly [path: string]: boolean }
  /** An archive that has to be there, and what it holds besides folders. */
  readonly archive?: { readonly path: string; readonly holds: { readonly [path: string]: string } }
  /** Commands that do it. */
  readonly commands: readonly string[]
}

export interface AskedJob {
  readonly prompt: string
  readonly job: FileJob
}
