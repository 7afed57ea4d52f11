// Preloaded with `--import`: when the process ends, prints every module it has loaded, a line each, on stderr.
import { registerHooks } from 'node:module'

const loaded: string[] = []
registerHooks({
  load(url, context, next) {
    loaded.push(url)
    return next(url, context)
  },
})
process.on('exit', () => process.stderr.write(loaded.map((url) => `loaded ${url}\n`).join('')))
