// `rlvr serve ENV…`: environments by the protocols of other people's trainers, and the sandbox, until Ctrl-C.
import { availableParallelism } from 'node:os'
import { Option, type Command } from 'commander'
import { RlvrError } from '../../core/errors.ts'
import type { Split } from '../../core/task.ts'
import { languages, type Language } from '../../sandbox/engine.ts'
import { isolationLevels, type Isolation, type IsolationLevel } from '../../sandbox/isolation.ts'
import { openSandbox } from '../../sandbox/open-sandbox.ts'
import { protocolNames, protocols, type ProtocolName } from '../../serve/environments/protocols.ts'
import { serveEnvironments, type EnvironmentServer } from '../../serve/environments/serve-environments.ts'
import type { VerdictRow } from '../../serve/environments/verdict-book.ts'
import { requireToken } from '../../serve/http/access.ts'
import type { ServeOptions } from '../../serve/http/http-server.ts'
import { readTokens } from '../../serve/http/read-tokens.ts'
import { serveSandbox } from '../../serve/sandbox/sandbox-server.ts'
import { logFormats, serveLog, type LogFormat } from '../display/serve-log.ts'
import { namedEnvironments } from '../flags/configured-environment.ts'
import { collect } from '../flags/key-values.ts'
import { addNeededOptions, type NeededFlags } from '../flags/needed-policies.ts'
import { wholeNumber } from '../flags/whole-number.ts'
import { interruptSignal } from '../interrupt.ts'
import { openVerdictFile } from '../rows/verdict-file.ts'
import { serveStdio } from './serve-stdio.ts'
import { pythonOption } from './verify-code.ts'

interface ServeFlags extends NeededFlags {
  readonly sandbox?: boolean
  readonly option: readonly string[]
  readonly seed: string
  readonly host: string
  readonly port: number
  readonly token?: string
  readonly tokens?: string
  readonly maxSessions: number
  readonly idle: number
  readonly stepLimit: number
  readonly log: LogFormat
  readonly logRequests?: boolean
  readonly languages: readonly Language[]
  readonly minIsolation: IsolationLevel
  readonly concurrency: number
  readonly python?: string
  readonly untilStdinEnds?: boolean
  readonly json?: boolean
  readonly stdio?: boolean
  readonly split?: Split
  readonly index?: number
  readonly graderPort?: number
  readonly graderToken?: string
  readonly graderBegins?: boolean
  readonly verdicts?: string
}

export function addServeCommand(program: Command): void {
  const command = program
    .command('serve')
    .description(
      'Serves environments over HTTP until Ctrl-C, by each protocol that is named, or by all. Each has a port of its own: the first the one of --port, each further one the next. With --sandbox: runs and judges programs. The addresses go to stdout as one line of JSON.',
    )
    .argument('[env...]', 'environments: ids, files, packages')
  for (const name of protocolNames) command.option(`--${name}`, protocols[name].description)
  command
    .option(
      '--sandbox',
      "serve the sandbox: POST /run_code (SandboxFusion's protocol), POST /api/v2/execute and GET /api/v2/runtimes (Piston's), POST /judge",
    )
    .option(
      '-o, --option <key=value>',
      'an option of the environment, where one is served; may be repeated',
      collect,
      [],
    )
    .option('--seed <seed>', 'the seed of generated tasks', '0')
    .option('--host <host>', 'the address to listen on; any other than this machine itself needs a token', '127.0.0.1')
    .option('-p, --port <number>', 'the first port to listen on; 0 for any free ones', wholeNumber(0, 65_535), 8080)
    .addOption(
      new Option(
        '--token <text>',
        'asked of every request but GET /healthz and /readyz, as `Authorization: Bearer`',
      ).env('RLVR_SERVE_TOKEN'),
    )
    .option(
      '--tokens <file>',
      'several tokens, each with a name and a quota: [{"name", "token", "maxSessions"?, "maxInFlight"?, "protocols"?}]',
    )
    .option('--max-sessions <number>', 'sessions at once, of each protocol', wholeNumber(1), 10_000)
    .option('--idle <seconds>', 'a session that nobody used for so long is closed', wholeNumber(1), 900)
    .option('--step-limit <seconds>', 'longest time of one step, its verdict included', wholeNumber(1), 600)
    .addOption(new Option('--log <format>', 'how what happens is told on stderr').choices(logFormats).default('text'))
    .option('--log-requests', 'tell of each request and each WebSocket too')
    .addOption(
      new Option('--languages <language...>', 'what the sandbox runs')
        .choices(languages)
        .default(['python', 'javascript', 'typescript']),
    )
    .addOption(
      new Option('--min-isolation <level>', 'refuse to start below this').choices(isolationLevels).default('L0'),
    )
    .option('-c, --concurrency <number>', 'programs that run at once', wholeNumber(1), availableParallelism())
    .option('--python <command>', pythonOption)
    .option(
      '--stdio',
      'with --mcp: one session over standard input and output in place of a port, as agents start servers',
    )
    .addOption(new Option('--split <split>', 'with --stdio: of the task').choices(['train', 'test']))
    .option('--index <number>', 'with --stdio: of the task', wholeNumber(0))
    .option(
      '--grader-port <number>',
      'where verdicts of --mcp are read (default: the one after the last)',
      wholeNumber(0, 65_535),
    )
    .addOption(
      new Option('--grader-token <text>', 'asked of every request there (default: a random one, told on stdout)').env(
        'RLVR_GRADER_TOKEN',
      ),
    )
    .option(
      '--grader-begins',
      'with --mcp: agents begin no sessions themselves, so that none tries its task elsewhere first',
    )
    .option('--verdicts <file>', 'with --mcp: add a line of JSON to it for each session that is over')
    .option('--until-stdin-ends', 'end when standard input does, so that no server outlives the program it works for')
    .option('--json', 'tell the isolation of each language in the line of JSON too, not in words')
  addNeededOptions(command).action(serve)
}

async function serve(names: readonly string[], flags: ServeFlags, command: Command): Promise<void> {
  const chosen = protocolNames.filter((name) => command.getOptionValue(camelCase(name)) === true)
  if (names.length === 0 && (flags.sandbox !== true || chosen.length > 0))
    throw new RlvrError(
      'RLVR_USAGE',
      'Say what to serve: `rlvr serve countdown`, `rlvr serve ./env.ts --score`, or `rlvr serve --sandbox`.',
    )
  if (names.length > 1 && flags.option.length > 0)
    throw new RlvrError('RLVR_USAGE', 'Options are of one environment: serve it alone, or leave `--option` out.')
  const tokens = flags.tokens === undefined ? [] : readTokens(flags.tokens, [...protocolNames, 'sandbox'])
  requireToken(flags.host, flags.token, tokens)
  const log = serveLog(flags)
  const overStdio = flags.stdio === true
  // Environments that are named are served: by every protocol where none is chosen.
  const served = names.length > 0 && chosen.length === 0 ? protocolNames : chosen
  const graderFlags = (['graderPort', 'graderToken', 'graderBegins', 'verdicts'] as const).filter(
    (flag) => command.getOptionValueSource(flag) === 'cli',
  )
  if (graderFlags.length > 0 && !served.includes('mcp'))
    throw new RlvrError(
      'RLVR_USAGE',
      '`--grader-port`, `--grader-token`, `--grader-begins` and `--verdicts` are of MCP, whose agents never see a verdict: add `--mcp`, or leave them out.',
    )
  if (overStdio && flags.untilStdinEnds === true)
    throw new RlvrError('RLVR_USAGE', '`--stdio` ends with standard input anyway; leave `--until-stdin-ends` out.')
  if (overStdio && !(chosen.length === 1 && chosen[0] === 'mcp'))
    throw new RlvrError('RLVR_USAGE', '`--stdio` is for MCP: `rlvr serve countdown --mcp --stdio`.')
  if (!overStdio && (flags.split !== undefined || flags.index !== undefined))
    throw new RlvrError(
      'RLVR_USAGE',
      '`--split` and `--index` go with `--stdio`; over HTTP the client asks for a task.',
    )
  const signal = flags.untilStdinEnds === true ? AbortSignal.any([interruptSignal(), endOfInput()]) : interruptSignal()
  await using ends = new AsyncDisposableStack()
  const verdicts = flags.verdicts === undefined ? undefined : ends.use(openVerdictFile(flags.verdicts))
  const onVerdict = verdicts === undefined ? undefined : (row: VerdictRow): void => verdicts.write(row)
  const { specs: environments } = ends.use(await namedEnvironments(names, flags.option, flags))
  if (overStdio) {
    const { seed, split, index } = flags
    await serveStdio({ environments, seed, split, index, onVerdict, signal, logger: log.logger })
    return
  }
  const { host, port, token } = flags
  const listening = { host, signal, tokens, ...log, ...(token !== undefined && { token }) }
  const urls: { [name: string]: string } = {}
  let grader: EnvironmentServer['grader'] = null
  const closed: Promise<void>[] = []
  if (served.length > 0) {
    const ports: { [name in ProtocolName]?: number } = {}
    for (const [index, name] of served.entries()) ports[name] = port === 0 ? 0 : port + index
    const { seed, maxSessions, idle, stepLimit } = flags
    const limits = { maxSessions, idleMs: idle * 1000, stepMs: stepLimit * 1000 }
    const behind = port + served.length + (flags.sandbox === true ? 1 : 0)
    const server = await serveEnvironments({
      ...listening,
      ...limits,
      environments,
      ports,
      seed,
      graderPort: flags.graderPort ?? (port === 0 ? 0 : behind),
      ...(flags.graderToken !== undefined && { graderToken: flags.graderToken }),
      ...(flags.graderBegins === true && { graderBegins: true }),
      ...(onVerdict !== undefined && { onVerdict }),
    })
    Object.assign(urls, server.urls)
    grader = server.grader
    closed.push(server.closed)
  }
  if (flags.sandbox === true) {
    const place = { protocol: 'sandbox', port: port === 0 ? 0 : port + served.length }
    const sandbox = await openSandboxServer(flags, { ...listening, ...place }, ends)
    urls['sandbox'] = sandbox.url
    closed.push(sandbox.closed)
    if (served.length === 0) {
      console.log(JSON.stringify({ url: sandbox.url, ...(flags.json === true && { isolation: sandbox.isolation }) }))
    }
  }
  console.error('Ctrl-C ends it.')
  if (served.length > 0) console.log(JSON.stringify({ urls, ...(grader !== null && { grader }) }))
  await Promise.all(closed)
}

function endOfInput(): AbortSignal {
  const controller = new AbortController()
  const end = (): void => controller.abort(new RlvrError('RLVR_INTERRUPTED', 'Standard input ended.'))
  process.stdin.on('end', end).on('close', end).on('error', end).resume()
  // It alone keeps no process going: one that could not start, or was told to stop otherwise, ends.
  process.stdin.unref()
  return controller.signal
}

/** As commander names the value of `--nemo-gym`. */
function camelCase(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
}

async function openSandboxServer(
  { languages, concurrency, minIsolation, python, json }: ServeFlags,
  listening: ServeOptions,
  ends: AsyncDisposableStack,
): Promise<{ url: string; closed: Promise<void>; isolation: { [language: string]: Isolation } }> {
  const sandbox = await openSandbox({ languages, concurrency, minIsolation, ...(python !== undefined && { python }) })
  ends.defer(async () => await sandbox.close())
  const { url, closed } = await serveSandbox({ sandbox, concurrency, ...listening })
  const isolation: { [language: string]: Isolation } = {}
  for (const language of languages) isolation[language] = await sandbox.isolation(language)
  if (json !== true)
    for (const [language, { level, mechanisms }] of Object.entries(isolation))
      console.error(`${language.padEnd(10)} isolation ${level} (${mechanisms.join(', ')})`)
  return { url, closed, isolation }
}
