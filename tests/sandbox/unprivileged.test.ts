// The engines as those run them who have fewer rights than a real root, where these tests run as one.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Isolation } from '../../src/sandbox/isolation.ts'

const nobody = { uid: 65_534, gid: 65_534 }
/** As root in a container is. */
const withoutAdmin = ['setpriv', '--bounding-set', '-sys_admin', '--inh-caps', '-sys_admin'] as const
/** As root in a container whose filter refuses `unshare`, Docker's own for one: it runs its arguments so. */
const refuseUnshare = `
import os, struct, sys
sys.path.insert(0, ${JSON.stringify(fileURLToPath(new URL('../../src/sandbox/jail', import.meta.url)))})
import kernel
unshare = 97 if kernel.machine in ("aarch64", "arm64") else 272
code = [(0x20, 0, 0, 0), (0x15, 0, 1, unshare), (0x06, 0, 0, 0x00050001), (0x06, 0, 0, 0x7FFF0000)]
kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
kernel.enter_filter(kernel.filter_of(b"".join(struct.pack("<HBBI", *instruction) for instruction in code)))
os.execvp(sys.argv[1], sys.argv[1:])
`
const withoutNamespaces = [...withoutAdmin, '/usr/bin/python3', '-B', '-c', refuseUnshare]
const sandboxPath = fileURLToPath(new URL('../../src/sandbox/open-sandbox.ts', import.meta.url))
const elsewhere = { cwd: tmpdir(), env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: tmpdir() } }

function whyNot(): string {
  if (process.getuid?.() !== 0) return 'these tests do not run as root'
  const read = `require('node:fs').readFileSync(${JSON.stringify(sandboxPath)})`
  const { status } = spawnSync(process.execPath, ['-e', read], { ...nobody, ...elsewhere })
  return status === 0 ? '' : 'another user can read neither this Node nor these files'
}

const because = whyNot()

interface Told {
  readonly language: string
  readonly isolation?: Isolation
  readonly verdicts?: readonly string[]
  readonly refused?: string
}

/** Judges an honest, an endless and a hungry program of each language, in a process of such a user. */
async function judgeAs(user: Partial<typeof nobody>, before: readonly string[] = []): Promise<Told[]> {
  const programs = {
    javascript: ['console.log(42)', 'for (;;);', 'const a = []; for (;;) a.push([1, 2, 3])'],
    python: ['print(42)', 'while True: pass', 'a = []\nwhile True: a.append(bytearray(1 << 20))'],
  }
  const program = `
    const { openSandbox } = await import(${JSON.stringify(sandboxPath)})
    const told = []
    for (const [language, sources] of Object.entries(${JSON.stringify(programs)})) {
      let sandbox
      try {
        sandbox = await openSandbox({ languages: [language] })
        const isolation = await sandbox.isolation(language)
        const verdicts = []
        for (const source of sources) {
          const { verdict } = await sandbox.run({ language, source, limits: { timeMs: 2000, memoryMb: 64 } })
          verdicts.push(verdict)
        }
        told.push({ language, isolation, verdicts })
      } catch (error) {
        told.push({ language, refused: error.message })
      }
      await sandbox?.close()
    }
    console.log(JSON.stringify(told))`
  const flags = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', program]
  const [command, ...args] = [...before, process.execPath, ...flags]
  const child = spawn(command!, args, { ...user, ...elsewhere, stdio: ['ignore', 'pipe', 'inherit'] })
  return JSON.parse(await text(child.stdout)) as Told[]
}

describe.skipIf(because !== '')(`fewer rights than a real root's${because && ` (skipped: ${because})`}`, () => {
  test(
    'a user without any gets right verdicts at the level that is told, and is told in a line what would raise it',
    { timeout: 90_000 },
    async () => {
      const told = await judgeAs(nobody)
      expect(told.map(({ language }) => language)).toEqual(['javascript', 'python'])
      for (const { language, isolation, verdicts, refused } of told) {
        if (refused !== undefined) {
          // Python neither in a jail nor in WebAssembly: refused in words, not run bare.
          expect([language, refused]).toEqual(['python', expect.stringMatching(/cannot be run safely here/)])
          continue
        }
        expect([language, ...verdicts!]).toEqual([
          language,
          'accepted',
          'time_limit',
          expect.stringMatching(/^(memory_limit|time_limit)$/),
        ])
        expect(isolation!.level).toMatch(/^L[0-2]$/)
        expect(isolation!.missing.length).toBeGreaterThan(0)
        for (const words of isolation!.missing) expect(words).not.toMatch(/Traceback|File "|\n/)
      }
      const canNest = spawnSync('unshare', ['-Ur', 'true'], { ...nobody, ...elsewhere }).status === 0
      if (canNest && existsSync('/usr/bin/python3'))
        expect(told.map(({ isolation }) => isolation?.level)).toEqual(['L2', 'L2'])
    },
  )

  test(
    'root without CAP_SYS_ADMIN has all walls where it may make user namespaces',
    { timeout: 90_000 },
    async ({ skip }) => {
      const [setpriv, ...without] = withoutAdmin
      if (
        spawnSync(setpriv, [...without, 'unshare', '-Ur', 'true'], elsewhere).status !== 0 ||
        !existsSync('/usr/bin/python3')
      ) {
        return skip('needs setpriv, unshare, user namespaces and /usr/bin/python3')
      }
      for (const { language, isolation, verdicts } of await judgeAs({}, withoutAdmin)) {
        expect([language, ...verdicts!]).toEqual([
          language,
          'accepted',
          'time_limit',
          expect.stringMatching(/^(memory_limit|time_limit)$/),
        ])
        expect(isolation!.level).toMatch(/^L[23]$/)
        expect(isolation!.mechanisms).toContain('user-namespace')
      }
    },
  )

  test('root that may make no namespaces has programs as users of their own', { timeout: 90_000 }, async ({ skip }) => {
    const [setpriv, ...without] = withoutNamespaces
    if (!existsSync('/usr/bin/python3') || spawnSync(setpriv!, [...without, 'true'], elsewhere).status !== 0) {
      return skip('needs setpriv, seccomp and /usr/bin/python3')
    }
    for (const { language, isolation, verdicts } of await judgeAs({}, withoutNamespaces)) {
      expect([language, ...verdicts!]).toEqual([
        language,
        'accepted',
        'time_limit',
        expect.stringMatching(/^(memory_limit|time_limit)$/),
      ])
      expect(isolation!.level).toBe('L1')
      expect(isolation!.mechanisms).toEqual(expect.arrayContaining(['seccomp', 'separate-user', 'resource-limits']))
      expect(isolation!.missing.join()).toMatch(/^namespaces/)
    }
  })
})
