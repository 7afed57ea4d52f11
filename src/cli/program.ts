// The commands of `rlvr`, put together. A command's file is loaded when the command is named: help and listings must
// not wait for trainers and sandboxes.
import { Command, CommanderError, Help } from 'commander'
import { errorText, exitCodeOf } from './exit-code.ts'
import { packageVersion } from './package-version.ts'

type AddCommand = (program: Command) => void

/** What stands in the list of commands, and the function that adds the command itself. */
const commands: { readonly [name: string]: readonly [summary: string, load: () => Promise<AddCommand>] } = {
  train: [
    'train a policy on verified rewards, into a run that can be resumed',
    async () => (await import('./commands/train.ts')).addTrainCommand,
  ],
  eval: [
    'evaluate any policy: reward, outcome and pass@k with intervals',
    async () => (await import('./commands/eval.ts')).addEvalCommand,
  ],
  export: [
    'write what a run has learned for transformers, PEFT and vLLM; or environments for trainers of other people',
    async () => (await import('./commands/export.ts')).addExportCommand,
  ],
  init: [
    'begin an environment of your own, as a package',
    async () => (await import('./commands/init.ts')).addInitCommand,
  ],
  list: [
    'list environments, verifiers, data sets, policies and algorithms',
    async () => (await import('./commands/list.ts')).addListCommand,
  ],
  check: [
    'find faults of an environment: in its data, its contract, and replies that are paid for nothing',
    async () => (await import('./commands/check.ts')).addCheckCommand,
  ],
  lint: [
    'find gold answers that no verifier can read',
    async () => (await import('./commands/lint.ts')).addLintCommand,
  ],
  explain: ['say what a metric means', async () => (await import('./commands/explain.ts')).addExplainCommand],
  doctor: ['say what this machine can do', async () => (await import('./commands/doctor.ts')).addDoctorCommand],
  setup: [
    'put in place what computes on a GPU, and try it',
    async () => (await import('./commands/setup.ts')).addSetupCommand,
  ],
  score: ['score saved replies', async () => (await import('./commands/score.ts')).addScoreCommand],
  agree: [
    'say how far a judge, or any reward, agrees with labels',
    async () => (await import('./commands/agree.ts')).addAgreeCommand,
  ],
  verify: [
    'judge rows of answers or programs, without an environment',
    async () => (await import('./commands/verify.ts')).addVerifyCommand,
  ],
  serve: [
    "serve environments, rewards and the sandbox to other people's trainers and agents",
    async () => (await import('./commands/serve.ts')).addServeCommand,
  ],
}

/**
 * The program for these arguments, not yet run. It throws `CommanderError` where commander by itself would end the
 * process.
 */
export async function rlvrProgram(given: readonly string[]): Promise<Command> {
  // Subcommands take these settings over when they are added.
  const program = new Command('rlvr')
    .description('Reinforcement learning with verifiable rewards: environments, verifiers, training, evaluation.')
    .version(packageVersion())
    .showSuggestionAfterError()
    .showHelpAfterError('(rlvr --help lists the commands, rlvr COMMAND --help the options of one)')
    .configureHelp({
      subcommandTerm: (command) => command.name(),
      // What may be repeated begins with an empty list, which tells nobody anything.
      optionDescription: (option) => new Help().optionDescription(option).replace(/ ?\(default: \[\]\)/, ''),
    })
    // What stands after a command's name is its own: `verify math` has options that `verify` has too.
    .enablePositionalOptions()
    .exitOverride()
  for (const [name, [summary, load]] of Object.entries(commands)) {
    if (given.includes(name)) (await load())(program)
    else program.command(name)
    program.commands.find((command) => command.name() === name)?.summary(summary)
  }
  return program
}

/** Runs the program for these arguments to its end, into `process.exitCode`. */
export async function runProgram(given: readonly string[]): Promise<void> {
  try {
    await (await rlvrProgram(given)).parseAsync(given, { from: 'user' })
  } catch (thrown) {
    // commander has printed its own message.
    if (!(thrown instanceof CommanderError)) console.error(errorText(thrown))
    process.exitCode = exitCodeOf(thrown)
  }
}
