// What `rlvr doctor` says of the sandbox: for each language, whether an honest program is judged right here, how
// strongly it is kept apart, and how to get more.
import { describeError } from '../../core/errors.ts'
import type { Language } from '../../sandbox/engine.ts'
import type { IsolationLevel } from '../../sandbox/isolation.ts'
import { openSandbox } from '../../sandbox/open-sandbox.ts'
import type { CodeTests } from '../../sandbox/code-tests.ts'
import type { MachinePart } from './machine-part.ts'

const programs: { readonly [language in Language]: string } = {
  python: 'print(int(input()) + 1)\n',
  javascript: "console.log(Number(require('fs').readFileSync(0, 'utf8')) + 1)",
  typescript: "const n: number = Number(require('fs').readFileSync(0, 'utf8')); console.log(n + 1)",
  cpp: '#include <iostream>\nint main() { int n; std::cin >> n; std::cout << n + 1; }\n',
}

const meanings: { readonly [level in IsolationLevel]: string } = {
  unsafe: 'a bare process with the rights of this user',
  L0: 'a virtual machine in a process of its own, and nothing around it',
  L1: 'a user of its own and a system call filter; it can read what everybody may read',
  L2: 'walled in by namespaces and a system call filter; memory is watched, not bounded by the kernel',
  L3: 'walled in by namespaces and a system call filter, memory and processes bounded by the kernel',
}

const tests: CodeTests = { format: 'stdio', cases: [{ stdin: '41\n', stdout: '42\n' }] }

export async function sandboxParts(): Promise<MachinePart[]> {
  const parts: MachinePart[] = []
  for (const [language, source] of Object.entries(programs) as [Language, string][]) {
    parts.push(await sandboxPart(language, source))
  }
  return parts
}

async function sandboxPart(language: Language, source: string): Promise<MachinePart> {
  const name = `sandbox ${language}`
  try {
    const sandbox = await openSandbox({ languages: [language], concurrency: 1 })
    try {
      const { level, mechanisms, missing } = await sandbox.isolation(language)
      const { verdict, reason, engine } = await sandbox.judge({ language, source, tests })
      if (verdict !== 'accepted') return absent(name, `${engine} judges an honest program ${verdict}: ${reason}`)
      const more = missing.length === 0 ? '' : ` Missing: ${missing.map(oneLine).join('; ')}.`
      const walls = `${meanings[level]} (${mechanisms.join(', ')})`
      return { name, ok: true, required: false, detail: `${engine}, isolation ${level}: ${walls}.${more}` }
    } finally {
      await sandbox.close()
    }
  } catch (thrown) {
    return absent(name, describeError(thrown, 1200))
  }
}

function absent(name: string, detail: string): MachinePart {
  return { name, ok: false, required: false, detail: oneLine(detail) }
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}
