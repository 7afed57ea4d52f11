// What the binding of @tensorflow/tfjs-node and @tensorflow/tfjs-node-gpu 4.22 offers (its src/tfjs_binding.ts): TensorFlow's
// C interface for eager operations. A tensor is a number until it is deleted; numbers stay where TensorFlow computes.
export interface TensorFlowBinding {
  /** Copies nothing: the array is TensorFlow's from then on. Shares memory on the CPU; on a GPU it is copied there. */
  createTensor(shape: readonly number[], type: number, data: Float32Array | Int32Array): number
  deleteTensor(tensor: number): void
  tensorDataSync(tensor: number): Float32Array | Int32Array
  executeOp(
    operation: string,
    attributes: readonly Attribute[],
    inputs: readonly number[],
    outputs: number,
  ): TensorMetadata[]
  getNumOfTensors(): number
  /** False where a build for CUDA found no device and computes on the CPU. */
  isUsingGpuDevice(): boolean
  /** Like `2.21.0`. */
  readonly TF_Version: string
}

export interface TensorMetadata {
  readonly id: number
  readonly shape: readonly number[]
  readonly dtype: number
}

/** An attribute of an operation. Types follow from the inputs, but those of a list of inputs. */
export interface Attribute {
  readonly name: string
  readonly type: number
  readonly value: boolean | number
}

/** Types of tensors (tensorflow/c/tf_datatype.h). */
export const tensorTypes = { float32: 1, int32: 3 } as const

/** Types of attributes (tensorflow/c/tf_attrtype.h). */
export const attributeTypes = { int: 1, bool: 3, type: 4 } as const
