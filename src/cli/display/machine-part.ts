/** One part of this machine that `rlvr doctor` tried. */
export interface MachinePart {
  readonly name: string
  readonly ok: boolean
  /** An optional part may be missing without harm. */
  readonly required: boolean
  readonly detail: string
}
