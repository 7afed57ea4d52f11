// The Python sources of the sandbox stand beside the files that start them, in `dist` as in `src`.
import { cpSync, globSync } from 'node:fs'

for (const path of globSync('src/**/*.py')) cpSync(path, `dist/${path}`)
