// A training that is killed when its step ends: `node killed-training.ts RUN_FOLDER STEP`. The folder holds a config.
import { RunDirectory } from '../../src/record/run-directory.ts'
import { train } from '../../trainers/train.ts'
import { tinyEnvironment, tinyPolicy, tinySettings } from './tiny-training.ts'

const [folder = '.', lastStep = '0'] = process.argv.slice(2)
await train({
  environment: tinyEnvironment(),
  policy: await tinyPolicy(),
  settings: tinySettings(),
  run: RunDirectory.open(folder),
  onEvent: (event) => {
    if (event.type === 'step' && event.step === Number(lastStep)) process.kill(process.pid, 'SIGKILL')
  },
})
