// The 25 kinds of instruction of IFEval by their ids (google-research, instruction_following_eval).
import type { InstructionKind } from './instruction-kind.ts'
import { keywordKinds } from './keywords.ts'
import { layoutKinds } from './layout.ts'
import { lengthKinds } from './lengths.ts'
import { wordingKinds } from './wording.ts'

export const instructionKinds: ReadonlyMap<string, InstructionKind> = new Map(
  Object.entries({ ...keywordKinds, ...layoutKinds, ...lengthKinds, ...wordingKinds }),
)
