// C++ programs, compiled and run in the jail.
import { afterAll, describe, expect, test } from 'vitest'
import { createCppEngine } from '../../../src/sandbox/cpp/cpp-engine.ts'
import type { CppStandard, Engine } from '../../../src/sandbox/engine.ts'

const opened: { engine: Engine | null; whyNot: string } = await createCppEngine({ workers: 1, spares: 0 }).then(
  (made) => ({ engine: made, whyNot: '' }),
  (thrown: Error) => ({ engine: null, whyNot: ` (skipped: ${thrown.message})` }),
)
const { engine, whyNot } = opened

afterAll(() => engine?.close())

describe.skipIf(engine === null)(`a C++ program${whyNot}`, () => {
  const run = (source: string, stdin = '', standard?: CppStandard) =>
    engine!.execute({
      language: 'cpp',
      kind: 'stdio',
      source,
      stdin,
      ...(standard && { standard }),
      limits: { timeMs: 1000, memoryMb: 64, outputBytes: 10_000, processes: 8 },
    })

  test('is compiled once and run for each input', async () => {
    const source = '#include <iostream>\nint main() { long a, b; std::cin >> a >> b; std::cout << a + b << "\\n"; }'
    expect((await run(source, '1 2')).stdout).toBe('3\n')
    const { executed } = engine!.stats()
    const all = await Promise.all([1, 2, 3].map((x) => run(source, `${x} 40`)))
    expect(all.map(({ stdout, ending }) => [stdout, ending])).toEqual([41, 42, 43].map((x) => [`${x}\n`, 'finished']))
    expect(engine!.stats().executed).toBe(executed + 3)
  })

  test('that does not compile says why', async () => {
    const { ending, message } = await run('int main() { return x; }')
    expect(ending).toBe('compile_error')
    expect(message).toMatch(/main\.cpp:1:\d+: error: .x. was not declared/)
  })

  test('that nobody waits for any more is not compiled to its end', async () => {
    const source =
      'template<int N> struct F { enum { v = F<N - 1>::v + F<N - 2>::v }; };\n#include <regex>\nint main() {}'
    const enough = new AbortController()
    const limits = { timeMs: 1000, memoryMb: 64, outputBytes: 10_000, processes: 8 }
    const job = engine!.execute({ language: 'cpp', kind: 'stdio', source, stdin: '', limits }, enough.signal)
    setImmediate(() => enough.abort(new Error('enough')))
    await expect(job).rejects.toThrow('enough')
    await expect.poll(() => engine!.stats().deaths['aborted'], { timeout: 10_000 }).toBe(1)
    expect((await run('#include <cstdio>\nint main() { puts("on"); }')).stdout).toBe('on\n')
  })

  test('is held by every limit and wall', async () => {
    expect((await run('int main() { for (;;) {} }')).ending).toBe('time_limit')
    const hungry =
      '#include <vector>\n#include <cstring>\nint main() { std::vector<char*> v; for (;;) { v.push_back(new char[1 << 20]); memset(v.back(), 1, 1 << 20); } }'
    expect((await run(hungry)).ending).toBe('memory_limit')
    expect((await run('#include <cstdio>\nint main() { for (;;) puts("xxxxxxxxxxxxxxxx"); }')).ending).toBe(
      'output_limit',
    )
    const crash = await run('int main() { volatile int* p = nullptr; *p = 1; }')
    expect([crash.ending, crash.signal]).toEqual(['runtime_error', 'SIGSEGV'])
    expect((await run('int main() { return 3; }')).exitCode).toBe(3)
    const reach =
      '#include <sys/socket.h>\n#include <cstdio>\nint main() { printf("%d %d", socket(AF_INET, SOCK_STREAM, 0), fopen("/etc/shadow", "r") != nullptr); }'
    expect((await run(reach)).stdout).toBe('-1 0')
  })

  test('may be of the newest standard, of an old one, or of the one that is named', async () => {
    const std = '#include <iostream>\n#include <string>\nusing namespace std;\n'
    const inC23 = `${std}int main() { string s; cin >> s; if consteval {} cout << s.starts_with("a"); }`
    const inC17 = `${std}struct A { A() = default; int x; };\nint main() { const char* s = u8"a"; auto concept = A{3}.x; cout << s << concept; }`
    expect([(await run(inC23, 'abc')).stdout, (await run(inC17)).stdout]).toEqual(['1', 'a3'])
    expect([(await run(inC23, 'abc', 'c++17')).ending, (await run(inC17, '', 'c++20')).ending]).toEqual([
      'compile_error',
      'compile_error',
    ])
    expect((await run(inC17, '', 'c++17')).stdout).toBe('a3')
    expect((await run(`${std}int main() { typeof(1) x = 4; cout << x; }`, '', 'gnu++20')).stdout).toBe('4')
  })

  test('that ends before it has printed, or ends badly behind its print, gains nothing', async () => {
    const lines = '#include <cstdio>\n#include <cstdlib>\n#include <thread>\n#include <unistd.h>\n'
    const print = 'puts("6"); fflush(stdout);'
    const unprinted = [
      'int main() { printf("6"); _exit(0); }',
      `int main() { std::thread([] { usleep(300000); ${print} }).detach(); }`,
      `int main() { if (fork() == 0) { usleep(300000); ${print} } }`,
      'int main() { close(1); puts("6"); }',
      'int main() { for (int d = 3; d < 64; d++) dprintf(d, "6"); }',
    ]
    for (const source of unprinted) expect([source, (await run(lines + source)).stdout]).toEqual([source, ''])
    for (const source of [
      `int main() { ${print} abort(); }`,
      `int main() { ${print} throw 1; }`,
      `int main() { ${print} return 1; }`,
    ]) {
      expect([source, (await run(lines + source)).exitCode]).not.toEqual([source, 0])
    }
    for (const source of [
      'struct A { ~A() { puts("6"); } } a; int main() {}',
      'int main() { atexit([] { puts("6"); }); exit(0); }',
    ]) {
      expect([source, (await run(lines + source)).stdout]).toEqual([source, '6\n'])
    }
  })

  test('whose source includes a file of the host finds none', async () => {
    const { ending, message } = await run('#include "/etc/shadow"\nint main() {}')
    expect(ending).toBe('compile_error')
    expect(message).toMatch(/No such file/)
  })
})
