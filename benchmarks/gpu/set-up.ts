// Puts in place what a card is reached by and this library does not bring: `rlvr setup`, for each thing that it knows, on
// the packages of one Python. What is missing is said in its own words, and nothing else stops for it.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** A line for each thing. */
export function* setUp(python: string, hasCard: boolean): Generator<string> {
  const program = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
  const wanted = hasCard ? [['tensorflow', '--gpu'], ['cuda']] : [['tensorflow']]
  for (const words of wanted) {
    const given = ['--disable-warning=ExperimentalWarning', program, 'setup', ...words, '--python', python]
    const { status, stdout, stderr, error } = spawnSync(process.execPath, given, { encoding: 'utf8', timeout: 240_000 })
    const fault = stderr.split('\n').find((line) => line.startsWith('rlvr:')) ?? stderr.trim().split('\n').at(-1) ?? ''
    const said = status === 0 ? (stdout.trim().split('\n').at(-1) ?? '') : (error?.message ?? fault)
    yield `setup     ${words.join(' ')}: ${said}`
  }
}
