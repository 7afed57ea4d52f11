// Node warns in four lines, at every command, of a person's own `.ts` whose package.json says no `type`: it loads all the
// same, only a little slower. The README says how to set it; other warnings are shown as ever.

/** Keeps that one warning from the terminal. */
export function withoutTypelessWarning(): void {
  const emitWarning = process.emitWarning.bind(process) as (...given: unknown[]) => void
  process.emitWarning = (...given: unknown[]) => {
    if (!given.some(isTypeless)) emitWarning(...given)
  }
}

function isTypeless(given: unknown): boolean {
  return typeof given === 'object' && given !== null && 'code' in given && given.code === 'MODULE_TYPELESS_PACKAGE_JSON'
}
