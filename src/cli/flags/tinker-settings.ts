// What `config.json` keeps of a policy at a Tinker-compatible service.

/** As `config.json` keeps it, in full. */
export interface TinkerSettings {
  readonly model: string
  readonly baseUrl: string
  /** Folder with the base model's tokenizer. */
  readonly tokenizer: string
  readonly rank: number
  readonly maxLengthTokens: number
}
