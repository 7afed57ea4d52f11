// What library code has to say, for the person at the terminal.
import type { Logger } from '../../core/logger.ts'

export const stderrLogger: Logger = {
  debug: () => {},
  info: (message) => console.error(message),
  warn: (message) => console.error(message),
}
