// An environment as an OpenEnv package: a folder with `openenv.yaml`, whose `validation` block `openenv validate` reads,
// and a small Python entry that starts `rlvr serve`. The environment stays TypeScript: whoever runs the package has Node.
// Source: huggingface/OpenEnv src/openenv/validation/manifest.py, cli/templates/openenv_env.
import { createHash } from 'node:crypto'
import type { Json, JsonObject } from '../../../core/json.ts'
import type { ServedEnvironment } from '../served-environment.ts'
import { packageServer } from './package-server.ts'

export interface PackageOptions {
  /** What follows `rlvr serve` in the folder of the package: the environment, its options, the seed. */
  readonly served: readonly string[]
  /** Of rlvr, which the package is written for. */
  readonly version: string
}

/** The text of each file by its path in the folder. */
export async function packageFiles(
  environment: ServedEnvironment,
  { served, version }: PackageOptions,
): Promise<{ readonly [path: string]: string }> {
  const module = environment.name.replaceAll(/[^A-Za-z0-9]+/g, '_').toLowerCase()
  return {
    'openenv.yaml': yaml(await manifest(environment)),
    'pyproject.toml': pyproject(environment, module),
    'package.json': `${JSON.stringify({ private: true, type: 'module', dependencies: { rlvr: version } }, null, 2)}\n`,
    '__init__.py': '',
    'server/__init__.py': '',
    'server/app.py': packageServer(environment.name, served),
    'README.md': readme(environment, served),
  }
}

async function manifest(environment: ServedEnvironment): Promise<JsonObject> {
  const { name, spec, seed } = environment
  const counts: { [split: string]: number } = {}
  for (const split of ['train', 'test'] as const) {
    const { size } = await environment.taskset(split)
    if (size !== null && size > 0) counts[split] = size
  }
  const weights = Object.values(spec.rubric.terms).map(({ weight }) => weight)
  const low = sum(weights.filter((weight) => weight < 0))
  const high = sum(weights.filter((weight) => weight > 0))
  const tools = spec.tools.map((tool) => tool.name)
  return {
    spec_version: 1,
    name,
    version: `${/-v(\d+)$/.exec(name)?.[1] ?? '1'}.0.0`,
    type: 'space',
    runtime: 'fastapi',
    app: 'server.app:app',
    port: 8000,
    validation: {
      // The margin by which the best reward lies above what doing nothing earns: at least 0.1 in OpenEnv's policy.
      reward: { range: [low, high > low ? high : low + 1], oracle_tolerance: 0, floor_margin: 0.1 },
      resources: { cpu: 1, memory_mb: 1024, disk_mb: 512, episode_timeout_s: 600 },
      capabilities: {
        verifier: { kind: 'reward_channel' },
        task_api: true,
        ...(tools.length > 0 && { declared_tools: tools }),
        ...(Object.keys(counts).length > 0 && { declared_task_count: counts }),
      },
      task_distribution: { generator_seed: seedNumber(seed) },
      types: { tags: ['rlvr', tools.length > 0 ? 'tool-use' : spec.maxTurns > 1 ? 'multi-turn' : 'single-turn'] },
    },
  }
}

/** OpenEnv's manifest holds a number; a seed of ours is any text. */
function seedNumber(seed: string): number {
  return /^\d{1,15}$/.test(seed)
    ? Number(seed)
    : Number.parseInt(createHash('sha256').update(seed).digest('hex').slice(0, 8), 16)
}

/** Weights as decimal fractions add up to what they say. */
function sum(weights: readonly number[]): number {
  return Number(weights.reduce((total, weight) => total + weight, 0).toFixed(12))
}

/** YAML 1.2 of plain data: a mapping a line, texts in JSON's quotes, lists in JSON's brackets. */
function yaml(data: JsonObject, indent = ''): string {
  return Object.entries(data)
    .map(([key, value]) =>
      isMapping(value)
        ? `${indent}${key}:\n${yaml(value, `${indent}  `)}`
        : `${indent}${key}: ${JSON.stringify(value)}\n`,
    )
    .join('')
}

function isMapping(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function pyproject({ name, spec }: ServedEnvironment, module: string): string {
  return `[build-system]
requires = ["setuptools>=45", "wheel"]
build-backend = "setuptools.build_meta"

[project]
name = "openenv-${module.replaceAll('_', '-')}"
version = "${/-v(\d+)$/.exec(name)?.[1] ?? '1'}.0.0"
description = ${JSON.stringify(spec.description)}
requires-python = ">=3.10"
dependencies = ["openenv>=0.10"]

[project.scripts]
server = "${module}.server.app:main"

[tool.setuptools]
# "server" is what OpenEnv's UVProvider loads, from whatever folder it is called in.
packages = ["${module}", "${module}.server", "server"]
package-dir = { "${module}" = ".", "${module}.server" = "server", "server" = "server" }
`
}

function readme({ name, spec }: ServedEnvironment, served: readonly string[]): string {
  const card = spec.card
  const about =
    card === null ? '' : `\n- Tasks: ${card.source}\n- Verdict: ${card.verifier}\n- Limits: ${card.limits}\n`
  return `# ${name}

${spec.description}
${about}
An environment of [rlvr](https://www.npmjs.com/package/rlvr), served by OpenEnv's protocol: \`rlvr serve ${served.join(' ')} --openenv\`. It needs Node.js 24 and Python 3.10.

\`\`\`sh
npm install                            # rlvr, as package.json names it
python -m server.app --port 8000       # or: uv run server --port 8000
openenv validate .
openenv validate --url http://127.0.0.1:8000
\`\`\`

\`\`\`python
from openenv.core import GenericEnvClient

async with GenericEnvClient(base_url="http://127.0.0.1:8000") as env:
    result = await env.reset(seed=0)
    result = await env.step({"message": "…"})
\`\`\`

A reward is null where a reply could not be judged: leave it out, it is no zero. Beyond this machine the server needs a token (RLVR_SERVE_TOKEN).
`
}
