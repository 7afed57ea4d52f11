// What follows each kind of instruction of IFEval, and what misses it by little.
import type { JsonObject } from '../../../src/core/json.ts'

interface Case {
  readonly given: JsonObject
  readonly follows: readonly string[]
  readonly misses: readonly string[]
}

export const cases: { readonly [id: string]: readonly Case[] } = {
  'keywords:existence': [
    { given: { keywords: ['fog', 'c++'] }, follows: ['FOG and C++', 'foggy c++.'], misses: ['fog', 'c++', 'fo g c+'] },
  ],
  'keywords:frequency': [
    {
      given: { keyword: 'sea', frequency: 2, relation: 'at least' },
      follows: ['Sea, sea', 'seas sea'],
      misses: ['sea'],
    },
    { given: { keyword: 'sea', frequency: 2, relation: 'less than' }, follows: ['sea', 'lake'], misses: ['sea Sea'] },
  ],
  'keywords:forbidden_words': [
    { given: { forbidden_words: ['cat', 'dog'] }, follows: ['A category.', 'bulldog'], misses: ['The Cat.', 'dog'] },
  ],
  'keywords:letter_frequency': [
    {
      given: { letter: 'Z', let_frequency: 3, let_relation: 'at least' },
      follows: ['zZz', 'pizza zoo'],
      misses: ['zz', 'pizza'],
    },
    { given: { letter: '!', let_frequency: 1, let_relation: 'less than' }, follows: ['No.'], misses: ['No!'] },
  ],
  'language:response_language': [
    {
      given: { language: 'de' },
      follows: ['Das ist nicht die Antwort auf die Frage.'],
      misses: ['That is not the answer to the question.', 'Это не ответ на вопрос.', 'Dat is niet het antwoord.'],
    },
  ],
  'length_constraints:number_sentences': [
    {
      given: { num_sentences: 3, relation: 'at least' },
      follows: ['One. Two! Three?', 'I came. I saw. I won'],
      misses: ['One. Two.', 'Mr. A met Dr. B. Fine.'],
    },
    { given: { num_sentences: 3, relation: 'less than' }, follows: ['One. Two.'], misses: ['One. Two. Three.'] },
  ],
  'length_constraints:number_paragraphs': [
    {
      given: { num_paragraphs: 2 },
      follows: ['a\n***\nb', '***\na\n***\nb\n***'],
      misses: ['a', 'a\n\nb', 'a\n***\nb\n***\nc', 'a\n***\n\n***\nb'],
    },
  ],
  'length_constraints:number_words': [
    { given: { num_words: 3, relation: 'at least' }, follows: ['one two three', "it's so"], misses: ['one-two'] },
    { given: { num_words: 3, relation: 'less than' }, follows: ['one two'], misses: ['one two three'] },
  ],
  'length_constraints:nth_paragraph_first_word': [
    {
      given: { num_paragraphs: 2, nth_paragraph: 2, first_word: 'Rain' },
      follows: ['Sun.\n\nRain fell.', 'Sun.\n\n"rain," she said'],
      misses: ['Rain.\n\nSun.', 'Sun.\nRain.', 'Sun.\n\nRain.\n\nSnow.', 'Sun.\n\nRainy.'],
    },
  ],
  'detectable_content:number_placeholders': [
    {
      given: { num_placeholders: 2 },
      follows: ['Dear [name], of [town].', '[a][b][c]'],
      misses: ['Dear [name].', '[a\n] [b]', '(a) (b)', ']['],
    },
  ],
  'detectable_content:postscript': [
    {
      given: { postscript_marker: 'P.S.' },
      follows: ['Yes.\n\nP.S. No.', 'Yes. p. s. no'],
      misses: ['Yes. PS: no', 'P.P. no'],
    },
    { given: { postscript_marker: 'P.P.S' }, follows: ['Yes.\nP.P.S. No.'], misses: ['Yes.\nP.S. No.'] },
    { given: { postscript_marker: 'Note:' }, follows: ['Yes.\nNOTE: no'], misses: ['Yes. Note, no'] },
  ],
  'detectable_format:number_bullet_lists': [
    {
      given: { num_bullets: 2 },
      follows: ['* a\n* b', 'List:\n- a\n  - b\nEnd.'],
      misses: ['* a', '* a\n* b\n* c', '1. a\n2. b', '**a**\n**b**'],
    },
  ],
  'detectable_format:constrained_response': [
    {
      given: {},
      follows: ['My answer is yes.', 'Well. My answer is maybe.'],
      misses: ['Yes.', 'my answer is yes', 'My answer is yes. My answer is no. My answer is maybe.'],
    },
  ],
  'detectable_format:number_highlighted_sections': [
    {
      given: { num_highlights: 2 },
      follows: ['*a* and *b*', '**a** and *b*', '**a**\n**b**'],
      misses: ['*a*', '* * and **', '*a\nb* *c'],
    },
  ],
  'detectable_format:multiple_sections': [
    {
      given: { section_spliter: 'SECTION', num_sections: 2 },
      follows: ['SECTION 1\na\nSECTION 2\nb', 'SECTION1 a SECTION 2 b SECTION 3 c'],
      misses: ['SECTION 1\na', 'Section 1\na\nSection 2\nb', 'SECTION one\nSECTION two'],
    },
  ],
  'detectable_format:json_format': [
    {
      given: {},
      follows: ['{"a": [1]}', '```json\n{"a": 1}\n```', '"text"'],
      misses: ['{a: 1}', 'Here: {"a": 1}', '```json\n{"a": 1}\n```\nDone.'],
    },
  ],
  'detectable_format:title': [
    {
      given: {},
      follows: ['<<Fog>>\nIt rose.', 'The <<a b>>'],
      misses: ['<Fog>', '<<>>', '<< >>', '<<Fog\n>>', '>>a<<'],
    },
  ],
  'combination:two_responses': [
    {
      given: {},
      follows: ['One\n******\nTwo'],
      misses: ['One', 'One\n******\nOne', 'One\n******', 'a ****** b ****** c', 'a ****** ****** b', 'One\n***\nTwo'],
    },
  ],
  'combination:repeat_prompt': [
    {
      given: { prompt_to_repeat: 'Name a sea.' },
      follows: ['Name a sea.\nThe North Sea.', ' name a sea. Baltic'],
      misses: ['Name a sea.', 'Name a  sea. Baltic', 'Sure: Name a sea. Baltic', 'Baltic'],
    },
  ],
  'startend:end_checker': [
    {
      given: { end_phrase: 'Any other questions?' },
      follows: ['Yes. Any other questions?', '"Yes. any OTHER questions?"\n'],
      misses: ['Yes. Any other questions? No.', 'Any questions?'],
    },
  ],
  'startend:quotation': [
    { given: {}, follows: ['"Yes."', ' "a" '], misses: ['"', '"Yes.', 'Yes."', "'Yes.'", '“Yes.”'] },
  ],
  'change_case:capital_word_frequency': [
    {
      given: { capital_frequency: 2, capital_relation: 'at least' },
      follows: ['NASA and ESA', "I said I'm in", 'A WELL-KNOWN one'],
      misses: ['NASA and Esa', 'WELL-KNOWN', 'iOS eBPF'],
    },
    { given: { capital_frequency: 2, capital_relation: 'less than' }, follows: ['NASA'], misses: ['NASA ESA'] },
  ],
  'change_case:english_capital': [
    {
      given: {},
      follows: ['THE SEA IS CALM, AND 3 SHIPS GO.'],
      misses: ['THE SEA is', '123', 'DAS IST NICHT DIE ANTWORT'],
    },
  ],
  'change_case:english_lowercase': [
    {
      given: {},
      follows: ['the sea is calm, and 3 ships go.'],
      misses: ['The sea is', '123', 'das ist nicht die antwort'],
    },
  ],
  'punctuation:no_comma': [{ given: {}, follows: ['One and two; three.'], misses: ['One, two'] }],
}
