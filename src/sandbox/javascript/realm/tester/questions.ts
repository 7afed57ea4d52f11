// Which members of an object ask it something that a value of the language would answer by itself: conversions,
// iteration, and what texts, lists, maps, sets, expressions and promises are asked. An object of the program's answers
// none of them, unless the script means an object of a class (see `proxies.ts`).

export interface Questions {
  /** Whether a member asks; of the language's own objects, so that the script may as well mean data. */
  isQuestion(key: string | symbol): boolean
  /** Whether it is a field, which is read where it is the object's own data. */
  isField(key: string | symbol): boolean
}

export function installQuestions(): Questions {
  const names = new Set<string | symbol>()
  /** By these a script changes what it holds: it means an object, whatever its class. */
  const changing = new Set([
    'constructor',
    'push',
    'pop',
    'shift',
    'unshift',
    'add',
    'set',
    'get',
    'delete',
    'clear',
    'next',
    'return',
    'throw',
  ])
  const makers = [String, Array, Number, BigInt, Boolean, Symbol, Map, Set, Date, RegExp, Promise, Object, Uint8Array]
  for (const maker of makers) {
    for (
      let at: object | null = maker.prototype as object;
      at !== null;
      at = Object.getPrototypeOf(at) as object | null
    ) {
      for (const key of Reflect.ownKeys(at)) if (!changing.has(key as string)) names.add(key)
    }
  }
  for (const key of [
    'toJSON',
    'asymmetricMatch',
    Symbol.toPrimitive,
    Symbol.iterator,
    Symbol.asyncIterator,
    Symbol.toStringTag,
  ])
    names.add(key)
  const fields = new Set<string | symbol>(
    'length size description source flags global ignoreCase multiline lastIndex byteLength byteOffset buffer name message'.split(
      ' ',
    ),
  )
  return {
    isQuestion: (key) => names.has(key),
    isField: (key) => fields.has(key),
  }
}
