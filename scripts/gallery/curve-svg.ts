// A learning curve as a small picture: held-out pass@1 from 0 to 1 by training step, a line a seed.
import type { CurvePoint, Learning } from './learning.ts'

const size = { width: 420, height: 180, left: 36, right: 10, top: 12, bottom: 26 }

/** The picture as SVG text; it suits light and dark pages. */
export function curveSvg({ environment, curves }: Learning): string {
  const last = Math.max(1, ...curves.flat().map(({ step }) => step))
  const x = (step: number): number => size.left + (step / last) * (size.width - size.left - size.right)
  const y = (value: number): number => size.height - size.bottom - value * (size.height - size.top - size.bottom)
  const line = (points: readonly CurvePoint[]): string =>
    `<polyline fill="none" stroke="#2b7bba" stroke-width="1.5" stroke-opacity="0.75" points="${points.map(({ step, value }) => `${round(x(step))},${round(y(value))}`).join(' ')}"/>`
  const grid = [0, 0.5, 1].map(
    (value) =>
      `<line x1="${size.left}" x2="${size.width - size.right}" y1="${y(value)}" y2="${y(value)}" stroke="#888" stroke-opacity="0.3"/><text x="${size.left - 6}" y="${y(value) + 4}" text-anchor="end">${value}</text>`,
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}" font-family="sans-serif" font-size="11" fill="#777" role="img">`,
    `<title>${environment}: held-out pass@1 by training step, ${curves.length} seeds</title>`,
    ...grid,
    `<text x="${size.left}" y="${size.height - 8}">0</text>`,
    `<text x="${size.width - size.right}" y="${size.height - 8}" text-anchor="end">step ${last}</text>`,
    ...curves.map(line),
    '</svg>\n',
  ].join('\n')
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
