// Programs with decorators of both kinds, as TypeScript's handbook and the language's proposal write them.
import { afterAll, expect, test } from 'vitest'
import { openSandbox } from '../../../../src/sandbox/open-sandbox.ts'
import { compileDecorators, hasDecorators } from '../../../../src/sandbox/javascript/typescript/decorators.ts'

const sandbox = await openSandbox({ languages: ['typescript'], cacheEntries: 0 })
afterAll(() => sandbox.close())

async function answer(source: string, args: readonly unknown[], expected: unknown): Promise<string> {
  const tests = { format: 'call', entry: 'f', cases: [{ args, expected }] } as never
  const { verdict, tests: results } = await sandbox.judge({ language: 'typescript', source, tests })
  return verdict === 'accepted' ? verdict : `${verdict}: ${JSON.stringify(results)}`
}

test.each([
  [
    'a method, with its descriptor',
    `function log(target: any, key: string, descriptor: PropertyDescriptor) {
      const original = descriptor.value
      descriptor.value = function (...given: any[]) { return original.apply(this, given) + 1 }
    }
    class A { constructor(private x: number) {} @log m() { return this.x } }
    export function f(x: number): number { return new A(x).m() }`,
    [1],
    2,
  ],
  [
    'a method, by three parameters without types',
    `const twice = (t, k, d) => { const o = d.value; d.value = function (n) { return o.call(this, o.call(this, n)) }; return d }
    class A { @twice m(n: number) { return n * n } }
    const f = (n: number) => new A().m(n)`,
    [3],
    81,
  ],
  [
    'a factory, a class, a property and a parameter',
    `const seen: string[] = []
    function tag(name: string) { return (target: any, key?: any, at?: any) => { seen.push(name + ':' + String(key) + ':' + String(at)) } }
    @tag('class') class A { @tag('field') x = 1; m(@tag('given') n: number) { return n } }
    function f() { return seen }`,
    [],
    ['field:x:undefined', 'given:m:0', 'class:undefined:undefined'],
  ],
  [
    'an accessor',
    `function bounded(min: number) { return function (target: any, key: string, descriptor: PropertyDescriptor) {
      const set = descriptor.set!; descriptor.set = function (v: number) { set.call(this, Math.max(min, v)) } } }
    class A { #v = 0; @bounded(2) set v(n: number) { this.#v = n } get v() { return this.#v } }
    function f(n: number) { const a = new A(); a.v = n; return a.v }`,
    [1],
    2,
  ],
] as const)('decorators of TypeScript itself: %s', async (_, source, args, expected) => {
  expect(await answer(source, args, expected)).toBe('accepted')
})

test.each([
  [
    'a method, with its context',
    `function logged<T, A extends any[], R>(value: (this: T, ...given: A) => R, context: ClassMethodDecoratorContext) {
      return function (this: T, ...given: A) { return String(context.name) + ':' + value.call(this, ...given) }
    }
    class A { @logged m(n: number) { return n } }
    export const f = (n: number) => new A().m(n)`,
    [3],
    'm:3',
  ],
  [
    'a class, a field and an accessor',
    `function twice(value: undefined, context: any) { return (first: number) => first * 2 }
    function counted(value: any, context: any) { return class extends value { extra = 1 } as any }
    @counted class A { @twice x = 2; accessor y = 3 }
    function f() { const a: any = new A(); return [a.x, a.y, a.extra] }`,
    [],
    [4, 3, 1],
  ],
  [
    'one that binds by an initializer',
    `function bound(value: Function, context: any) { context.addInitializer(function (this: any) { this[context.name] = this[context.name].bind(this) }) }
    class A { x = 5; @bound m() { return this.x } }
    function f() { const { m } = new A(); return m() }`,
    [],
    5,
  ],
] as const)('decorators of the language: %s', async (_, source, args, expected) => {
  expect(await answer(source, args, expected)).toBe('accepted')
})

test('enums, parameter properties and namespaces mean the same beside a decorator', async () => {
  const source = `function noted(value: any, context: any) {}
    enum Colour { Red = 1, Green } namespace N { export const z = 3 }
    @noted class P { constructor(readonly x: number) {} }
    export const f = (): number[] => [new P(7).x, Colour.Green, N.z]`
  expect(await answer(source, [], [7, 2, 3])).toBe('accepted')
})

test('a program with a decorator that is wrong or is no program is told so', async () => {
  const wrong =
    'function d(v: any, c: any) { return () => 0 }\nclass A { @d m() { return 1 } }\nconst f = () => new A().m()'
  expect(await answer(wrong, [], 1)).toMatch(/^wrong_answer/)
  expect(await answer('class A { @d m( { return 1 } }', [], 1)).toMatch(/^compile_error.*line 1/)
})

test('only what can be a decorator is compiled as one', () => {
  for (const source of [
    '@d class A {}',
    'class A {\n  @d() m() {} }',
    'class A { m(@d x: any) {} }',
    'export @d class A {}',
  ]) {
    expect(hasDecorators(source), source).toBe(true)
  }
  for (const source of ['/** @param x */\nconst f = 1', '// @ts-ignore', "const mail = 'a@b.c'", 'const r = /a@b/']) {
    expect(hasDecorators(source), source).toBe(false)
  }
  expect(compileDecorators('class A { @d static x = 1 }')).toHaveProperty('code')
})
