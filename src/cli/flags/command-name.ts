// How the person at the keyboard calls this program: by name where the package is installed, by npm in the repository.

/** What to write before a command that one is told to type, like `rlvr` in `rlvr train --resume RUN`. */
export function commandName(environment: NodeJS.ProcessEnv = process.env): string {
  return environment['npm_lifecycle_event'] === 'rlvr' ? 'npm run -s rlvr --' : 'rlvr'
}
