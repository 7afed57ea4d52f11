// Ends process groups that their owner left behind. Servers run in groups of their own, which nothing ends when this
// process is killed; so one small shell for all of them reads which groups there are, and kills those that are left when
// its standard input closes: that is when this process is gone, however it went.
// Format, a line each: `+ GROUP` for one that began, `- GROUP` for one that has ended.
import { spawn, type ChildProcess } from 'node:child_process'

const script = `all=' '
while read -r sign group; do
  case $sign in
    +) all="$all$group " ;;
    -) case $all in *" $group "*) all="\${all%% $group *} \${all#* $group }" ;; esac ;;
  esac
done
for group in $all; do kill -s KILL -- "-$group"; done`

const groups = new Set<number>()
let watch: ChildProcess | null = null

/** A group that must not outlive this process. */
export function watchGroup(group: number): void {
  groups.add(group)
  if (watch === null) start()
  else tell(`+ ${group}`)
}

/** A group that has ended: another process may get its number. */
export function forgetGroup(group: number): void {
  if (groups.delete(group)) tell(`- ${group}`)
}

function start(): void {
  // Not among ours: what a terminal sends to all of us must not end it before its work.
  const shell = spawn('/bin/sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true, env: {} })
  watch = shell
  const gone = (): void => {
    if (watch === shell) watch = null
  }
  shell.once('error', gone)
  shell.once('exit', gone)
  shell.stdin.on('error', gone)
  shell.unref()
  ;(shell.stdin as unknown as { unref(): void }).unref()
  for (const group of groups) tell(`+ ${group}`)
}

function tell(line: string): void {
  watch?.stdin?.write(`${line}\n`)
}
