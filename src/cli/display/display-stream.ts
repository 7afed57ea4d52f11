// The two sides of a display: the events it is told and the stream it writes to.
import type { TrainEvent } from '../../../trainers/train-event.ts'

export interface TrainDisplay {
  handle(event: TrainEvent): void
  /** Leaves the last state readable and the terminal as it was. More calls do nothing. */
  close(): void
}

/** What a display needs of `process.stderr`. */
export interface DisplayStream {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
  on?(event: 'resize', listener: () => void): unknown
  off?(event: 'resize', listener: () => void): unknown
}
