// What shows a training run to a person. It is told every event and writes to the stream it was given, which the
// command line makes stderr, so that stdout stays for data.
import type { TrainEvent } from '../../../trainers/train-event.ts'
import { liveDisplay } from './display-live.ts'
import { plainDisplay } from './display-plain.ts'
import type { DisplayStream, TrainDisplay } from './display-stream.ts'

export type { DisplayStream, TrainDisplay, TrainEvent }

/** The live view on a terminal that can redraw, plain lines elsewhere. */
export function trainDisplay(
  stream: DisplayStream,
  environment: { readonly [name: string]: string | undefined } = process.env,
): TrainDisplay {
  const canRedraw = stream.isTTY === true && environment['TERM'] !== 'dumb' && !environment['CI']
  return canRedraw ? liveDisplay(stream, { colour: !environment['NO_COLOR'] }) : plainDisplay(stream)
}
