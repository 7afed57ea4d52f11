// Writes the gallery of environments, `docs/environments/`: a page for each, made of its card and of what it does here,
// and a page that lists them. Nothing in it is written by hand, and a test holds it to what is so.
//   npm run -s gallery [-- ID …]
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { builtIn, type BuiltIn } from '../envs/table.ts'
import { curveSvg } from './gallery/curve-svg.ts'
import { indexPage } from './gallery/index-page.ts'
import { learningOf } from './gallery/learning.ts'
import { environmentPage } from './gallery/page.ts'
import { seen, type Seen } from './gallery/seen.ts'

const folder = fileURLToPath(new URL('../docs/environments/', import.meta.url))

async function writePage(entry: BuiltIn): Promise<Seen> {
  const found = await seen(entry)
  const learning = learningOf(entry.id)
  if (learning !== null) writeFileSync(`${folder}${entry.id}.svg`, curveSvg(learning))
  writeFileSync(`${folder}${entry.id}.md`, environmentPage(found, learning))
  return found
}

const asked = process.argv.slice(2)
const chosen = builtIn.filter(({ id }) => asked.length === 0 || asked.includes(id))
mkdirSync(folder, { recursive: true })
for (const entry of chosen) {
  const { counts } = await writePage(entry)
  console.log(entry.id, counts === null ? 'not tried here' : JSON.stringify(counts))
}
const ids = builtIn.map(({ id }) => id)
for (const file of readdirSync(folder))
  if (/\.(md|svg)$/.test(file) && file !== 'README.md' && !ids.includes(file.replace(/\.\w+$/, '')))
    rmSync(`${folder}${file}`)
writeFileSync(`${folder}README.md`, indexPage(builtIn))
