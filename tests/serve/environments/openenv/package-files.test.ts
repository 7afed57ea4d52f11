import { expect, it } from 'vitest'
import { packageFiles } from '../../../../src/serve/environments/openenv/package-files.ts'
import { ServedEnvironment } from '../../../../src/serve/environments/served-environment.ts'
import { doors, unjudged } from '../sample-environments.ts'

it('a package names its environment, its rewards and its rlvr, and holds nothing secret', async () => {
  const options = { served: ['./doors.ts'], version: '1.2.3' }
  const files = await packageFiles(new ServedEnvironment(doors(), { seed: '12' }), options)
  expect(files['openenv.yaml']).toContain('range: [0,1.1]')
  expect(files['openenv.yaml']).toContain('generator_seed: 12')
  expect(files['openenv.yaml']).toContain('tags: ["rlvr","tool-use"]')
  expect(files['pyproject.toml']).toContain('server = "doors.server.app:main"')
  // `uvicorn server.app:app` finds it from any folder.
  expect(files['pyproject.toml']).toContain('"server" = "server"')
  expect(files['server/app.py']).toContain('"--until-stdin-ends"')
  expect(JSON.parse(files['package.json'] ?? '')).toMatchObject({ dependencies: { rlvr: '1.2.3' } })
  const secret = await packageFiles(new ServedEnvironment(unjudged()), options)
  expect(Object.values(secret).join('\n')).not.toContain('kept-from-everybody')
})
