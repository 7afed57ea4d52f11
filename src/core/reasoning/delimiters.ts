// What begins and ends a model's thinking aloud, for the model families in use. Sources: the reasoning parsers of vLLM
// (`vllm/reasoning/*_reasoning_parser.py`) and SGLang (`separate_reasoning.md`), the chat templates of the models, and
// the harmony response format of gpt-oss (cookbook.openai.com/articles/openai-harmony).
//
//   <think> DeepSeek, Qwen, GLM, Nemotron, Phi, MiniMax, Hunyuan …   <thought> EXAONE Deep, Marco-o1   <thinking>,
//   <reasoning>, <reflection> Reflection, Reka and prompts   <seed:think> Seed-OSS   <longcat_think> LongCat
//   [THINK] Magistral   ◁think▷ Kimi   <|begin_of_thought|> OpenThinker, Sky-T1   <|START_THINKING|> Cohere
//   <|inner_prefix|> Apertus   <|think:start|> Solar   <|channel>thought … <channel|> Gemma 4   [unused16] Pangu

export interface Delimiter {
  readonly kind: 'opening' | 'closing'
  readonly at: number
  readonly end: number
  /** A tag of plain words, which prose may speak of; the others are never written but to think. */
  readonly isWord: boolean
}

const names = 'think|thinking|thoughts?|reason|reasoning|reflection|scratchpad'
const pattern = new RegExp(
  [
    `<(?<slash>/?)(?:[a-z]{1,16}[:_])?(?:${names})(?:\\s[^<>\\n]{0,80})?>`,
    '(?<opening>\\[THINK\\]|◁think▷|<\\|begin_of_thought\\|>|<\\|START_THINKING\\|>|<\\|inner_prefix\\|>|<\\|think:start\\|>|<\\|channel>(?:thought\\b)?|\\[unused16\\]|<start_working_out>)',
    '(?<closing>\\[/THINK\\]|◁/think▷|<\\|end_of_thought\\|>|<\\|END_THINKING\\|>|<\\|inner_suffix\\|>|<\\|think:end\\|>|<channel\\|>|\\[unused17\\]|<end_working_out>)',
  ].join('|'),
  'gi',
)

/** Every delimiter holds one of these, and few other texts do. */
const mark = /think|thought|reason|reflection|scratchpad|unused1|working_out|inner_|<\|channel|<channel\|/i

/** Whether a text names any of them, such as a pattern that an author wrote. */
export function namesDelimiter(text: string): boolean {
  return text.replaceAll('\\', '').search(pattern) >= 0
}

/** Whether a tag of this name holds reasoning: `think`. */
export function isReasoningTag(name: string): boolean {
  return new RegExp(`^(?:[a-z]{1,16}[:_])?(?:${names})$`, 'i').test(name)
}

/** Whether a character stands in a reply by which a delimiter or a token that ends a turn begins. */
export function mayHoldMarks(reply: string): boolean {
  return /[<[◁]/.test(reply)
}

/** Whether a delimiter may stand in a reply: a look that costs little, for most replies have none. */
export function mayHoldDelimiters(reply: string): boolean {
  return mark.test(reply)
}

/** The delimiters of a reply in order. */
export function* delimitersIn(reply: string): Generator<Delimiter> {
  for (const found of reply.matchAll(pattern)) {
    const { slash, opening } = found.groups ?? {}
    const isWord = slash !== undefined
    const kind = (isWord ? slash === '' : opening !== undefined) ? 'opening' : 'closing'
    yield { kind, at: found.index, end: found.index + found[0].length, isWord }
  }
}
