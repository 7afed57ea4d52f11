// What every back end is given, checked in one place: arrays that are to become tensors, and the inputs of a program.
import { RlvrError } from '../core/errors.ts'
import type { DeviceTensor, HostArray, Tensors } from './backend.ts'
import { elementCount, type ElementType, type Shape } from './program.ts'

/** The type of the tensor that an array becomes. Throws `RLVR_TENSOR` where it has not as many numbers as the shape. */
export function uploadedType(data: HostArray, shape: Shape): ElementType {
  if (data.length !== elementCount(shape))
    throw new RlvrError(
      'RLVR_TENSOR',
      `A tensor of shape [${shape}] needs ${elementCount(shape)} numbers; got ${data.length}.`,
    )
  return data instanceof Int32Array ? 'int32' : 'float32'
}

/** The tensor given for an input. Throws `RLVR_TENSOR` where none was. */
export function inputGiven(inputs: Tensors, name: string): DeviceTensor {
  const tensor = inputs[name]
  if (tensor === undefined)
    throw new RlvrError('RLVR_TENSOR', `The step program has an input \`${name}\`, but none was given.`)
  return tensor
}
