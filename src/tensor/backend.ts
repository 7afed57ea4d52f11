// What runs step programs. A device tensor stays where the back end keeps it (GPU memory, a wasm heap, a plain
// array); parameters are uploaded once and stay there.
import type { ElementType, Program, Shape } from './program.ts'
import type { Traffic } from './traffic.ts'

export type HostArray = Float32Array | Int32Array

/** A tensor in the keeping of a back end; `handle` is its own business. */
export interface DeviceTensor {
  readonly shape: Shape
  readonly type: ElementType
  readonly handle: unknown
}

export type Tensors = { readonly [name: string]: DeviceTensor }

export interface CompiledProgram {
  /**
   * Runs the program. Inputs are left alone, unless one of them is also given in `into`.
   * @param into tensors whose memory takes the outputs of these names, where the back end can do that; the result
   *   holds what was really written
   */
  run(inputs: Tensors, into?: Tensors): Promise<Tensors>
  close(): Promise<void>
}

export interface Backend {
  /** `onnx-cpu`, `tfjs-wasm`, ... */
  readonly name: string
  /** True where `upload` keeps the given array itself: what runs write into the tensor, the array shows, and views of one array share their numbers. */
  readonly keepsArrays: boolean
  /** True where tensors live in a memory that the host's code cannot read without a copy across a bus, or by another library's leave: there they are to stay. */
  readonly onDevice: boolean
  /** What crossed and what was dispatched so far; nothing crosses where arrays are kept. */
  readonly traffic: Traffic
  compile(program: Program): Promise<CompiledProgram>
  upload(data: HostArray, shape: Shape): DeviceTensor
  download(tensor: DeviceTensor): Promise<HostArray>
  dispose(tensor: DeviceTensor): void
  close(): Promise<void>
}
