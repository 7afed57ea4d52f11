// Two prompts of our own in the form of IFEval, one a split, with a reply that follows all of their instructions.
import type { JsonObject } from '../../src/core/json.ts'
import type { Split } from '../../src/core/task.ts'

export const sampleRecords: { readonly [split in Split]: JsonObject } = {
  train: {
    key: 'sample-train',
    prompt:
      'Describe a lighthouse to a sailor. Do not use any commas. Your answer must contain a title, wrapped in double angular brackets, such as <<calm sea>>, and the word fog at least 2 times.',
    instruction_id_list: ['punctuation:no_comma', 'detectable_format:title', 'keywords:frequency'],
    kwargs: [{}, {}, { keyword: 'fog', frequency: 2, relation: 'at least' }],
  },
  test: {
    key: 'sample-test',
    prompt:
      'Why do bees dance? Answer with exactly 3 bullet points in markdown, such as:\n* This is a point.\nFinish your response with this exact phrase: That is the dance. No other words should follow this phrase.',
    instruction_id_list: ['detectable_format:number_bullet_lists', 'startend:end_checker'],
    kwargs: [{ num_bullets: 3 }, { end_phrase: 'That is the dance.' }],
  },
}

export const sampleReplies: { readonly [id: string]: string } = {
  'ifeval-sample-train':
    '<<The patient light>>\nA tower stands where the fog begins. Its lamp turns until the fog is gone.',
  'ifeval-sample-test':
    '* It says where flowers are.\n* It says how far they are.\n* It calls others to follow. That is the dance.',
}
