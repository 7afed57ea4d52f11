// The rows of a step as the device knows them: laid out on the host where they are new, kept on the device while sequences
// grow by a token each, and narrowed there when some of them end.
import type { Backend, DeviceTensor, Tensors } from '../../../../tensor/backend.ts'
import type { Architecture } from '../../model/architecture.ts'
import type { ProgramCache } from '../../model/program-cache.ts'
import type { StepRow } from '../decoding.ts'
import type { DeviceTables } from './device-tables.ts'
import { keptProgram, seenProgram, type BodyShape } from './programs.ts'
import { continuedBy, layoutOf, paddedPositions } from './row-paths.ts'

/** Rows as programs take them. */
export interface PlacedRows extends BodyShape {
  /** For each row of the step its index among those of the programs, some of which only fill up. */
  readonly indices: readonly number[]
  /** How many rows programs have. */
  readonly size: number
  /** `tokens`, `positions`, `places`, `seen`. */
  readonly inputs: Tensors
}

/** Sequences that may go on. */
interface Known {
  readonly rows: readonly StepRow[]
  readonly pathPositions: number
  /** How many positions `seen` is of. */
  readonly positions: number
  readonly paths: DeviceTensor
  readonly nextPlaces: DeviceTensor
  readonly seen: DeviceTensor
}

export class DeviceRows {
  readonly #architecture: Architecture
  readonly #backend: Backend
  readonly #programs: ProgramCache
  readonly #tables: DeviceTables
  #known: Known | null = null
  /** Tokens and positions of the step at hand. */
  #passing: DeviceTensor[] = []

  constructor(architecture: Architecture, backend: Backend, programs: ProgramCache, tables: DeviceTables) {
    this.#architecture = architecture
    this.#backend = backend
    this.#programs = programs
    this.#tables = tables
  }

  /** Good until `passed` is called. */
  async place(rows: readonly StepRow[]): Promise<PlacedRows> {
    const kept = this.#known === null ? null : continuedBy(this.#known.rows, rows)
    if (kept === null) return await this.#placeNew(rows)
    let known = this.#known as Known
    const positions = paddedPositions(Math.max(...rows.map(({ position }) => position + 1)))
    const isNarrower = kept.length < known.rows.length
    if (isNarrower) known = await this.#narrow(known, kept)
    if (isNarrower || positions !== known.positions) known = await this.#see(known, positions)
    this.#known = known
    return {
      positions,
      queries: 1,
      indices: [...rows.keys()],
      size: rows.length,
      inputs: {
        ...this.#pass(
          Int32Array.from(rows, ({ token }) => token),
          Int32Array.from(rows, ({ position }) => position),
        ),
        places: known.nextPlaces,
        seen: known.seen,
      },
    }
  }

  /** Lets go of what passes, and keeps where the next tokens of the rows go, where each is a sequence of its own. */
  passed(rows: readonly StepRow[], { queries }: PlacedRows, nextPlaces: DeviceTensor): void {
    for (const tensor of this.#passing.splice(0)) this.#backend.dispose(tensor)
    const known = this.#known as Known
    this.#backend.dispose(known.nextPlaces)
    this.#known = { ...known, rows, nextPlaces }
    if (queries > 1) this.forget()
  }

  forget(): void {
    for (const tensor of this.#passing.splice(0)) this.#backend.dispose(tensor)
    if (this.#known === null) return
    const { paths, nextPlaces, seen } = this.#known
    for (const tensor of [paths, nextPlaces, seen]) this.#backend.dispose(tensor)
    this.#known = null
  }

  async #placeNew(rows: readonly StepRow[]): Promise<PlacedRows> {
    this.forget()
    const layout = layoutOf(rows, this.#tables.nowhere)
    const { queries, indices, tokens, positions, places, paths, pathPositions, seenPositions } = layout
    const size = tokens.length
    const uploaded = {
      rows,
      pathPositions,
      paths: this.#backend.upload(paths, [size / queries, pathPositions]),
      nextPlaces: this.#backend.upload(places, [size]),
    }
    const known = await this.#see(uploaded, seenPositions)
    this.#known = known
    return {
      positions: seenPositions,
      queries,
      indices,
      size,
      inputs: { ...this.#pass(tokens, positions), places: known.nextPlaces, seen: known.seen },
    }
  }

  async #narrow(known: Known, kept: readonly number[]): Promise<Known> {
    const { pathPositions } = known
    const program = await this.#programs.get(`kept ${pathPositions}`, () => keptProgram(pathPositions))
    const indices = this.#backend.upload(Int32Array.from(kept), [kept.length])
    const { keptPaths, keptPlaces } = await program.run({
      paths: known.paths,
      nextPlaces: known.nextPlaces,
      kept: indices,
    })
    for (const tensor of [indices, known.paths, known.nextPlaces]) this.#backend.dispose(tensor)
    return { ...known, paths: keptPaths as DeviceTensor, nextPlaces: keptPlaces as DeviceTensor }
  }

  async #see(
    known: Omit<Known, 'seen' | 'positions'> & { readonly seen?: DeviceTensor },
    positions: number,
  ): Promise<Known> {
    const { pathPositions, paths } = known
    const program = await this.#programs.get(`seen ${pathPositions} ${positions}`, () =>
      seenProgram(this.#architecture, { pathPositions, positions }),
    )
    const { offsets } = this.#tables.fixed
    const { seen } = await program.run({ paths, offsets: offsets as DeviceTensor })
    if (known.seen !== undefined) this.#backend.dispose(known.seen)
    return { ...known, positions, seen: seen as DeviceTensor }
  }

  #pass(tokens: Int32Array, positions: Int32Array): Tensors {
    const passing = {
      tokens: this.#backend.upload(tokens, [tokens.length]),
      positions: this.#backend.upload(positions, [positions.length]),
    }
    this.#passing.push(...Object.values(passing))
    return passing
  }
}
