// Whether GRPO learns by the recipes: each is trained with several seeds, and held-out tasks are asked before the first
// rollout and after the last. Beside them the controls: a recipe whose rewards a coin gives, and an environment that
// cannot be learned from its data.
//   npm run -s bench -- recipes [--recipes a,b] [--seeds 5] [--coin-seeds 1] [--into FILE] [--figures FILE] [--known] [--json]
// Runs are appended to FILE (runs/recipes.jsonl) as they end; those that stand there are not done again;
// with --known none is.
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { builtIn } from '../envs/table.ts'
import { unknownName } from '../src/core/errors.ts'
import { parity, parityRecipe } from './recipes/parity.ts'
import { recipeHash, recipeRun, type RecipeRow, type RecipeSubject, type RewardSource } from './recipes/recipe-run.ts'
import { figuresOf, recipeTable, type RecipeFigures } from './recipes/recipe-table.ts'
import { wholeNumber } from './side-options.ts'

/** Every environment with a recipe, and the control. */
export async function recipeSubjects(): Promise<RecipeSubject[]> {
  const subjects: RecipeSubject[] = []
  for (const { id, family, module } of builtIn) {
    const { default: factory, recipe } = await module()
    if (recipe !== undefined) subjects.push({ environment: id, kind: family, factory, recipe })
  }
  return [...subjects, { environment: parity.id, kind: 'control', factory: parity, recipe: parityRecipe }]
}

export async function benchRecipes(given: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...given],
    options: {
      recipes: { type: 'string' },
      seeds: { type: 'string', default: '5' },
      'coin-seeds': { type: 'string', default: '1' },
      threads: { type: 'string', default: '2' },
      into: { type: 'string', default: 'runs/recipes.jsonl' },
      figures: { type: 'string' },
      known: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  })
  const all = await recipeSubjects()
  const names = values.recipes?.split(',') ?? all.map(({ environment }) => environment)
  const subjects = names.map((name) => {
    const found = all.find(({ environment }) => environment === name)
    if (found !== undefined) return found
    throw unknownName(
      'recipe',
      name,
      all.map(({ environment }) => environment),
    )
  })
  const threads = wholeNumber('threads', values.threads, 1)
  const wanted: readonly (readonly [RewardSource, number])[] = [
    ['environment', wholeNumber('seeds', values.seeds, 0)],
    ['coin', wholeNumber('coin-seeds', values['coin-seeds'], 0)],
  ]
  const rows = rowsIn(values.into)
  const asked: RecipeRow[] = []
  for (const subject of subjects)
    for (const [reward, seeds] of wanted)
      for (let seed = 0; seed < seeds; seed++) {
        const known = rows.findLast(
          (row) =>
            row.environment === subject.environment &&
            row.reward === reward &&
            row.seed === seed &&
            row.recipe === recipeHash(subject),
        )
        if (known !== undefined) asked.push(known)
        else if (!values.known) asked.push(await ran(subject, { reward, seed, threads }, values.into))
      }
  const figures = figuresOf(asked)
  if (values.figures !== undefined) writeFigures(values.figures, figures)
  if (values.json) {
    console.error(recipeTable(figures))
    console.log(JSON.stringify({ benchmark: 'recipes', figures }))
  } else console.log(recipeTable(figures))
}

function rowsIn(file: string): RecipeRow[] {
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as RecipeRow)
}

async function ran(
  subject: RecipeSubject,
  how: { reward: RewardSource; seed: number; threads: number },
  file: string,
): Promise<RecipeRow> {
  const row = await recipeRun(subject, how)
  mkdirSync(dirname(file), { recursive: true })
  appendFileSync(file, `${JSON.stringify(row)}\n`)
  const course = row.curve.map(([step, pass1]) => `${step}: ${pass1.toFixed(3)}`).join(', ')
  const { low, high } = row.gain.interval ?? { low: Number.NaN, high: Number.NaN }
  console.error(
    `${row.environment}, rewarded by ${row.reward}, seed ${row.seed}: ${course}; gain ${row.gain.value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)}); ${row.seconds.toFixed(0)} s, ${row.processorSeconds.toFixed(0)} s of processor, load ${row.load.toFixed(1)}`,
  )
  return row
}

/**
 * For the gallery of environments, by their ids: the figures of an environment with a curve a seed, and, as `coin`, those
 * of the same recipe under the rewards of a coin, without curves. Shares have three digits.
 */
function writeFigures(file: string, figures: readonly RecipeFigures[]): void {
  const short = (_: string, value: unknown): unknown =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toFixed(3)) : value
  const lines = figures.flatMap(({ environment, reward, ...own }) => {
    if (reward === 'coin') return []
    const control = figures.find((other) => other.environment === environment && other.reward === 'coin')
    const { seeds, coldStart, end, gain } = control ?? own
    const line = { ...own, ...(control !== undefined && { coin: { seeds, coldStart, end, gain } }) }
    return [`  "${environment}": ${JSON.stringify(line, short)}`]
  })
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `{\n${lines.join(',\n')}\n}\n`)
}
