// Environments whose episodes are lived in terminals: where a machine gives none, no episode of them begins.

export const inTerminals: ReadonlySet<string> = new Set(['bug-fixing', 'terminal-files'])
