// Sources that no test imports, and what tests them instead. A name that ends in a slash stands for a folder.
import type { Exceptions } from './tested.ts'

const asProcess = 'tests/cli runs the command line as its user does'
const elsewhere = 'runs in a process or an isolate of its own: tests/sandbox runs programs in it'
const byTraining = 'a part of training: tests/trainers/train.test.ts, end to end'

export const untested: Exceptions = {
  'src/cli/display/': asProcess,
  'src/cli/rows/': asProcess,
  'src/eval/labelled-row.ts': 'what `rlvr agree` does with a row: tests/cli/commands/agree.test.ts',
  'src/eval/score-reply.ts': 'what `rlvr score` does with a row: tests/cli/commands/score.test.ts',
  'src/eval/task-finder.ts': 'where `rlvr score` takes tasks from: tests/cli/commands/score.test.ts',
  'src/eval/trained-on.ts': 'what `rlvr eval` says of trained tasks: tests/cli/commands/eval.test.ts',
  'src/core/metrics/': 'tables of words: tests/core/metric-catalogue.test.ts',
  'src/policy/transformer/threads/model-worker.ts': 'the entry of a thread: tests/policy/transformer',
  'src/policy/transformer/threads/shard-worker.ts': 'the entry of a thread: tests/policy/transformer',
  'src/record/checkpoint-parts.ts': 'a part of checkpoints: tests/record/checkpoint-file.test.ts',
  'src/record/checkpoint-single-file.ts': 'an older form of checkpoints: tests/record/checkpoint-file.test.ts',
  'src/rollout/watchdog-worker.ts': 'the entry of a thread: tests/rollout/watchdog.test.ts',
  'src/sandbox/driver/': elsewhere,
  'src/sandbox/javascript/host/': elsewhere,
  'src/sandbox/javascript/realm/': elsewhere,
  'src/sandbox/pyodide/pyodide-worker.ts': elsewhere,
  'src/sandbox/supervisor/': elsewhere,
  'src/sandbox/worker/worker-watch.ts': elsewhere,
  'src/serve/environments/harbor/container/':
    'runs in a container: tests/serve/environments/harbor/task-folder.test.ts runs it in a folder',
  'src/tensor/tfjs/': 'a back end by its name: tests/tensor/lowerings.test.ts',
  'src/tools/calculator/calculator-worker.ts': 'the entry of a process: tests/tools/calculator/calculator.test.ts',
  'envs/families/': 'tables of environments: tests/envs/table.test.ts',
  'envs/json-extract/': 'an environment by its id: tests/envs/generated.test.ts',
  'envs/sql/host/': 'runs in a process of its own: tests/envs/sql.test.ts runs statements in it',
  'trainers/learn.ts': byTraining,
  'trainers/policy-step.ts': byTraining,
  'trainers/progress.ts': byTraining,
  'trainers/reference-policy.ts': byTraining,
  'trainers/run-health.ts': byTraining,
}
