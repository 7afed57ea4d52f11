// The report of `rlvr check` for people: what is wrong with the reply that got paid, what was not tried, a sample.
import { styleText } from 'node:util'
import { counted } from '../../core/counted.ts'
import type { CheckFinding, CheckReport, CheckStatus } from '../../probe/check-report.ts'
import type { ServerReport } from '../../probe/check-server.ts'

const marks: { readonly [status in CheckStatus]: string } = {
  ok: styleText('green', 'ok     '),
  fault: styleText('red', 'fault  '),
  warning: styleText('yellow', 'warning'),
  skipped: styleText('dim', 'skipped'),
}

const longestShown = 300

export function checkText(report: CheckReport, { all = false }: { readonly all?: boolean } = {}): string {
  const { environment, findings, counts, sample, tasks, tasksLeft, episodes, seconds } = report
  const lines = (['data', 'contract', 'probe'] as const).flatMap((group) => {
    const own = findings.filter((finding) => finding.group === group)
    const shown = own.filter(({ status }) => all || status === 'fault' || status === 'warning')
    const kept = own.filter(({ status }) => status === 'ok').length
    return [styleText('bold', `${group}: ${kept} of ${own.length} hold`), ...shown.flatMap(findingLines)]
  })
  return [
    `${styleText('bold', environment)}, task \`${sample.id}\`:`,
    ...indented(sample.prompt, '  | '),
    ...(sample.gold === null ? [] : ['  demonstrated:', ...indented(sample.gold, '  | ')]),
    '',
    ...lines,
    '',
    `${counted(counts.fault, 'fault')}, ${counted(counts.warning, 'warning')}, ${counts.ok} hold, ${counts.skipped} not tried; ${counted(episodes, 'episode')} on ${counted(tasks, 'task')}${tasksLeft === 0 ? '' : ` of ${tasks + tasksLeft}, which take long,`} in ${seconds.toFixed(1)} s`,
  ].join('\n')
}

/** Of a server. */
export function servedText(report: ServerReport, { all = false }: { readonly all?: boolean } = {}): string {
  const { url, protocol, findings, counts } = report
  return [
    `${styleText('bold', url)}${protocol === null ? '' : `, which speaks ${protocol}`}:`,
    ...findings.filter(({ status }) => all || status !== 'ok').flatMap(findingLines),
    `${counted(counts.fault, 'fault')}, ${counted(counts.warning, 'warning')}, ${counts.ok} hold, ${counts.skipped} not tried`,
  ].join('\n')
}

function findingLines({ id, status, says, detail, paid }: CheckFinding): string[] {
  const lines = [`  ${marks[status]}  ${styleText('bold', id)}: ${says}${detail === '' ? '' : ` Here: ${detail}.`}`]
  if (paid !== undefined) {
    const reply = paid.reply === '' ? '(nothing)' : JSON.stringify(paid.reply.slice(0, longestShown))
    lines.push(
      `           task \`${paid.task}\` gives reward ${paid.reward ?? 'null'}, solved ${paid.outcome ?? 'null'}, to ${reply}`,
    )
  }
  return lines
}

function indented(text: string, before: string): string[] {
  const lines = text.split('\n').map((line) => `${before}${line.slice(0, 160)}`)
  return lines.length > 12 ? [...lines.slice(0, 12), `${before}…`] : lines
}
