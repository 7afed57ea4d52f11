// What NeMo Gym needs to start a resources server of ours itself: a configuration for `gym env start` (0.4: `ng_run`),
// and an entrypoint in Python, because it takes none for a server without one (nemo_gym/config_types.py) and runs it by
// Python (nemo_gym/cli/env.py, RunHelper). Its host and port are fixed: data sets and agents outlive a start.

export interface GymConfigOptions {
  readonly host: string
  readonly port: number
  /** What starts the server; `--host` and `--port` are put behind it. */
  readonly command: readonly string[]
  /** Where it is started. */
  readonly directory: string
  /** Most replies of the model in one episode. */
  readonly maxSteps: number
  readonly datasets: readonly { readonly name: string; readonly type: 'train' | 'validation'; readonly path: string }[]
}

/** The name of the server and of its folder. */
export const serverName = 'rlvr'
/** The name of the agent that plays its rows. */
export const agentName = 'rlvr_simple_agent'

/** As YAML. */
export function gymConfig({ host, port, command, directory, maxSteps, datasets }: GymConfigOptions): string {
  const sets = datasets.map(
    ({ name, type, path }) =>
      `      - name: ${text(name)}\n        type: ${type}\n        jsonl_fpath: ${text(path)}\n        license: TBD\n`,
  )
  return `# Written by \`rlvr export nemo-gym\`. Environments of rlvr as a resources server of NeMo Gym, started by ${serverName}/app.py.
# Served elsewhere already: set \`command\` to null, and \`host\` and \`port\` to where.
${serverName}:
  resources_servers:
    ${serverName}:
      entrypoint: app.py
      host: ${text(host)}
      port: ${port}
      domain: other
      verified: false
      description: Environments of rlvr
      command: ${list(command)}
      directory: ${text(directory)}
${agentName}:
  responses_api_agents:
    simple_agent:
      entrypoint: app.py
      max_steps: ${maxSteps}
      resources_server:
        type: resources_servers
        name: ${serverName}
      model_server:
        type: responses_api_models
        name: policy_model
      datasets:
${sets.join('')}`
}

/** JSON is YAML; what OmegaConf would read as an interpolation is escaped, once for YAML and once for it. */
function text(value: string): string {
  return JSON.stringify(value).replace(/\$(?=\{)/g, String.raw`\\$`)
}

function list(values: readonly string[]): string {
  return `[${values.map(text).join(', ')}]`
}

/** Needs what NeMo Gym has installed beside it alone. */
export const entrypoint = `"""Starts \`rlvr serve\` where NeMo Gym's configuration says. Written by \`rlvr export nemo-gym\`."""

import os
import signal
import subprocess
import sys

from nemo_gym.global_config import get_first_server_config_dict, get_global_config_dict


def main():
    config = get_first_server_config_dict(get_global_config_dict(), os.environ["NEMO_GYM_CONFIG_PATH"])
    if config.get("command") is None:
        print(f"Served elsewhere, at {config.host}:{config.port}.", flush=True)
        signal.pause()
    command = [*config.command, "--host", str(config.host), "--port", str(config.port), "--until-stdin-ends"]
    print(" ".join(command), flush=True)
    try:
        # It ends with its standard input, which ends with this process, however that ends. A signal to npx would leave it.
        server = subprocess.Popen(command, stdin=subprocess.PIPE, cwd=config.directory)
    except FileNotFoundError:
        sys.exit(f"There is no {command[0]}: install Node 24 and rlvr, or set \`command\` in the configuration.")
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: server.stdin.close())
    sys.exit(server.wait() and f"{command[0]} ended with {server.returncode}.")


if __name__ == "__main__":
    main()
`
