/** One thing that `rlvr doctor` tried. */
export interface Finding {
  readonly name: string
  readonly ok: boolean
  /** An optional part may be missing without harm. */
  readonly required: boolean
  readonly detail: string
}
