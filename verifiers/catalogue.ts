// The verifiers of this folder, a line each: what `rlvr list verifiers` shows.

export const verifierCatalogue: readonly { readonly name: string; readonly description: string }[] = [
  { name: 'math', description: 'the same value as the reference answer, however it is written' },
  { name: 'code', description: 'a program that passes the tests of its task, in a sandbox' },
  { name: 'expression', description: 'an expression that uses the given numbers once each and reaches the target' },
  { name: 'exact', description: 'the same text as the reference answer' },
  { name: 'normalised', description: 'the same text but for case, spacing and punctuation' },
  { name: 'numeric', description: 'a number within a tolerance of the reference answer' },
  { name: 'multipleChoice', description: 'the right letter of a multiple-choice question' },
  { name: 'followsInstructions', description: 'instructions that a program can check, as IFEval has them' },
  { name: 'boxed', description: 'an answer in \\boxed{}' },
  { name: 'tags', description: 'the reply is laid out in the expected tags' },
  { name: 'regularExpression', description: 'the reply matches a regular expression' },
  { name: 'lengthBetween', description: 'the reply is neither too short nor too long' },
  { name: 'judge', description: 'what a policy says of the reply, by a question or a rubric' },
  { name: 'certifiedOr', description: 'a rule where it is certain, a judge where it is not' },
  { name: 'rewardModel', description: 'the number that a reward model gives, mapped to 0..1' },
  { name: 'jsonSchema', description: 'JSON that a JSON Schema accepts' },
]
