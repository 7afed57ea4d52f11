// The environments that come with the library. Importing this file makes them known to `make` and to the command line.
import { register } from '../src/core/registry.ts'
import { addition } from './addition/index.ts'
import { codeBasics } from './code-basics/index.ts'
import { codeStdio } from './code-stdio/index.ts'
import { countdown } from './countdown/index.ts'
import { gsm8k } from './gsm8k/index.ts'
import { humaneval } from './humaneval/index.ts'
import { jsonExtract } from './json-extract/index.ts'
import { leetcode } from './leetcode/index.ts'
import { mbpp } from './mbpp/index.ts'
import { reverse } from './reverse/index.ts'
import { sort } from './sort/index.ts'

export { addition, codeBasics, codeStdio, countdown, gsm8k, humaneval, jsonExtract, leetcode, mbpp, reverse, sort }

register(addition)
register(codeBasics)
register(codeStdio)
register(countdown)
register(gsm8k)
register(humaneval)
register(jsonExtract)
register(leetcode)
register(mbpp)
register(reverse)
register(sort)
