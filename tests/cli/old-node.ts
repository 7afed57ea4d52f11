// Loaded before the command line, `node --import old-node.ts`: the process says that it is an older Node, and any module
// but the program's own file is refused, as syntax that an older Node cannot read is.
import { registerHooks } from 'node:module'

Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.11.1' } })
registerHooks({
  load: (url, context, next) => {
    if (url.endsWith('/cli/main.ts')) return next(url, context)
    throw new SyntaxError(`cannot read ${url}`)
  },
})
