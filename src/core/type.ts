// The schema builder that options, tool arguments and settings are written with: TypeBox's `Type`, loaded when the
// first schema is built. TypeBox is 700 files, a tenth of a second that a program without schemas need not wait for.
import { createRequire } from 'node:module'
import type * as typebox from 'typebox'

let loaded: typeof typebox.Type | undefined

export const Type: typeof typebox.Type = new Proxy({} as typeof typebox.Type, {
  get: (_, name) => Reflect.get(builder(), name) as unknown,
  has: (_, name) => Reflect.has(builder(), name),
  ownKeys: () => Reflect.ownKeys(builder()),
})

function builder(): typeof typebox.Type {
  loaded ??= (createRequire(import.meta.url)('typebox') as typeof typebox).Type
  return loaded
}
