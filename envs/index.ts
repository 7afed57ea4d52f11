// The environments that come with the library. Importing this file makes them known to `make` and to the command line.
import { register } from '../src/core/registry.ts'
import { addition } from './addition/index.ts'
import { codeBasics } from './code-basics/index.ts'
import { countdown } from './countdown/index.ts'
import { gsm8k } from './gsm8k/index.ts'
import { jsonExtract } from './json-extract/index.ts'
import { reverse } from './reverse/index.ts'
import { sort } from './sort/index.ts'

export { addition, codeBasics, countdown, gsm8k, jsonExtract, reverse, sort }

register(addition)
register(codeBasics)
register(countdown)
register(gsm8k)
register(jsonExtract)
register(reverse)
register(sort)
