// What the sides of the device benchmark found out, for people: a line as each side ends, and a table of them all.
import type { SideLine } from './side-line.ts'
import { stepOperations, tokenOperations } from './arithmetic.ts'
import { deviceShapes, type DeviceShape } from './shapes.ts'

export interface Measured {
  readonly shape: string
  readonly side: string
  readonly isPeer: boolean
  readonly lines: readonly SideLine[]
}

type Of<Kind extends SideLine['kind']> = Extract<SideLine, { readonly kind: Kind }>

function last<Kind extends SideLine['kind']>(lines: readonly SideLine[], kind: Kind): Of<Kind> | undefined {
  return lines.findLast((line): line is Of<Kind> => line.kind === kind)
}

/** One side at one shape in a line, with why it ended where it failed. */
export function lineOf({ shape, side, lines }: Measured): string {
  const [step, generation, failed] = [last(lines, 'step'), last(lines, 'generation'), last(lines, 'failed')]
  const parts = [
    ...(step === undefined ? [] : [`step ${digits(step.ms.median)} ms`]),
    ...(generation === undefined ? [] : [`${digits(generation.tokensPerSecond.median)} tokens/s`]),
    ...(failed === undefined ? [] : [`does not go on: ${failed.reason}`]),
  ]
  return `${shape.padEnd(5)} ${side}: ${parts.join(', ')}`
}

/**
 * A row for each side at each shape. Shares are of the highest rate of a product that any side reached: of float32
 * products by the sides whose name does not say bf16, of bf16 by those.
 */
export function deviceTable(measured: readonly Measured[]): string {
  const peakOf = (isHalf: boolean): number =>
    Math.max(
      0,
      ...measured
        .filter(({ side }) => side.includes('bf16') === isHalf)
        .map(({ lines }) => last(lines, 'product')?.rate ?? 0),
    )
  const peaks = { half: peakOf(true), single: peakOf(false) }
  const head = [
    'shape',
    'side',
    'step ms',
    'min',
    'max',
    'of peak',
    'tokens/s',
    'of peak',
    'operations a step',
    'a token',
    'bytes over the bus a step',
    'a token',
  ]
  const rows = measured.flatMap((entry) => {
    const { shape, side, lines } = entry
    const described = deviceShapes[shape] as DeviceShape
    const [step, generation] = [last(lines, 'step'), last(lines, 'generation')]
    if (step === undefined && generation === undefined) return []
    const peak = side.includes('bf16') ? peaks.half : peaks.single
    const share = (rate: number): string => (peak === 0 ? '' : `${((100 * rate) / peak).toFixed(1)} %`)
    const { architecture, step: size, replies } = described
    const stepRate = step === undefined ? 0 : (stepOperations(architecture, size) * 1000) / step.ms.median
    const past = replies.promptTokens + replies.newTokens / 2
    const tokenRate = (generation?.tokensPerSecond.median ?? 0) * tokenOperations(architecture, past)
    const each = generation === undefined ? 1 : replies.newTokens
    return [
      [
        shape,
        side,
        ...(step === undefined
          ? ['', '', '', '']
          : [...[step.ms.median, step.ms.min, step.ms.max].map(digits), share(stepRate)]),
        ...(generation === undefined ? ['', ''] : [digits(generation.tokensPerSecond.median), share(tokenRate)]),
        step?.traffic === undefined ? '' : String(step.traffic.operations),
        generation?.traffic === undefined ? '' : (generation.traffic.operations / each).toFixed(0),
        step?.traffic === undefined ? '' : crossed(step.traffic, 1),
        generation?.traffic === undefined ? '' : crossed(generation.traffic, each * replies.prompts),
      ],
    ]
  })
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map((row) => (row[column] as string).length)))
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column < 2 ? cell.padEnd(widths[column] as number) : cell.padStart(widths[column] as number))).join(' | ')} |`
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  const reached = [
    ...(peaks.single > 0 ? [`float32 ${(peaks.single / 1e12).toFixed(2)} TFLOP/s`] : []),
    ...(peaks.half > 0 ? [`bf16 ${(peaks.half / 1e12).toFixed(2)} TFLOP/s`] : []),
  ]
  return [
    line(head),
    rule,
    ...rows.map(line),
    '',
    `Peak: the fastest product of large matrices of this run, ${reached.join(', ') || 'not measured'}. Operations are what the host dispatched, a token's for all replies together.`,
  ].join('\n')
}

function crossed(
  { uploadedBytes, downloadedBytes }: { readonly uploadedBytes: number; readonly downloadedBytes: number },
  among: number,
): string {
  return `${(uploadedBytes / among).toFixed(0)} up, ${(downloadedBytes / among).toFixed(0)} down`
}

function digits(value: number): string {
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)
}
