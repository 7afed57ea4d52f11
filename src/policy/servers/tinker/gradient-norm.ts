// The norm of a step's gradient among the metrics that a service gives of it: `skyrl.ai/grad_norm` of SkyRL's, and names
// like it; null where there is none.

/** @example gradientNormIn({ 'skyrl.ai/grad_norm': 0.5 }) // 0.5 */
export function gradientNormIn(metrics: { readonly [name: string]: number }): number | null {
  const found = Object.entries(metrics).find(([name]) => /(?:^|[/_.])(?:grad|gradient)_norm(?::\w+)?$/.test(name))
  return found?.[1] ?? null
}
