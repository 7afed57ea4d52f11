// `rlvr serve --sandbox`: the sandbox over HTTP, until Ctrl-C.
import { availableParallelism } from 'node:os'
import { Option, type Command } from 'commander'
import { RlvrError } from '../../core/errors.ts'
import type { Logger } from '../../core/logger.ts'
import { languages, type Language } from '../../sandbox/engine.ts'
import { isolationLevels, type Isolation, type IsolationLevel } from '../../sandbox/isolation.ts'
import { openSandbox } from '../../sandbox/open-sandbox.ts'
import { requireToken } from '../../serve/http/http-server.ts'
import { serveSandbox } from '../../serve/sandbox/sandbox-server.ts'
import { interruptSignal } from '../interrupt.ts'
import { pythonOption } from './verify-code.ts'
import { wholeNumber } from '../flags/whole-number.ts'

interface ServeOptions {
  readonly sandbox?: boolean
  readonly host: string
  readonly port: number
  readonly token?: string
  readonly languages: readonly Language[]
  readonly minIsolation: IsolationLevel
  readonly concurrency: number
  readonly python?: string
  readonly json?: boolean
}

export function addServeCommand(program: Command): void {
  program
    .command('serve')
    .description(
      "Serves over HTTP until Ctrl-C. With --sandbox: runs and judges programs, at POST /run_code (SandboxFusion's protocol), POST /api/v2/execute and GET /api/v2/runtimes (Piston's), POST /judge, GET /stats and GET /healthz. The address goes to stdout as one line of JSON.",
    )
    .option('--sandbox', 'serve the sandbox')
    .option('--host <host>', 'the address to listen on; any other than this machine itself needs a token', '127.0.0.1')
    .option('-p, --port <number>', 'the port to listen on; 0 for any free one', wholeNumber(0, 65_535), 8080)
    .addOption(
      new Option('--token <text>', 'asked of every request but GET /healthz, as `Authorization: Bearer`').env(
        'RLVR_SERVE_TOKEN',
      ),
    )
    .addOption(
      new Option('--languages <language...>', 'what it runs')
        .choices(languages)
        .default(['python', 'javascript', 'typescript']),
    )
    .addOption(
      new Option('--min-isolation <level>', 'refuse to start below this').choices(isolationLevels).default('L0'),
    )
    .option('-c, --concurrency <number>', 'programs that run at once', wholeNumber(1), availableParallelism())
    .option('--python <command>', pythonOption)
    .option('--json', 'tell the isolation of each language in the line of JSON too, not in words')
    .action(serve)
}

async function serve(options: ServeOptions): Promise<void> {
  if (options.sandbox !== true) {
    throw new RlvrError('RLVR_USAGE', 'Say what to serve: `rlvr serve --sandbox`.')
  }
  const { languages, concurrency, minIsolation, host, port, token, python } = options
  requireToken(host, token)
  const signal = interruptSignal()
  const sandbox = await openSandbox({ languages, concurrency, minIsolation, ...(python !== undefined && { python }) })
  try {
    const listening = { host, port, signal, logger, ...(token !== undefined && { token }) }
    const server = await serveSandbox({ sandbox, concurrency, ...listening })
    const isolation: { [language: string]: Isolation } = {}
    for (const language of languages) isolation[language] = await sandbox.isolation(language)
    if (options.json !== true)
      for (const [language, { level, mechanisms }] of Object.entries(isolation))
        console.error(`${language.padEnd(10)} isolation ${level} (${mechanisms.join(', ')})`)
    console.error('Ctrl-C ends it.')
    console.log(JSON.stringify({ url: server.url, ...(options.json === true && { isolation }) }))
    await server.closed
  } finally {
    await sandbox.close()
  }
}

const logger: Logger = { debug() {}, info: console.error, warn: console.error }
