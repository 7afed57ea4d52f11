// The bytes were written by the SDK itself: tinker 0.38 (PyPI), `forward_backward_request_to_proto` and the messages of
// `tinker_public_pb2`, for the values that stand beside them.
import { describe, expect, it } from 'vitest'
import { decodePass, decodeSamples, encodePass, type Datum } from '../../../../src/policy/servers/tinker/messages.ts'
import {
  bytesIn,
  entriesIn,
  messagesIn,
  numberIn,
  wireFields,
} from '../../../../src/policy/servers/tinker/wire-reader.ts'

const crossEntropy =
  '0a076d6f64656c5f3110031a640a100a0e0a0c01000000020000002c01000012300a0d7461726765745f746f6b656e73121f0a1802000000000000002c0100000000000005000000000000001802220103121e0a077765696768747312130a0c000000000000803f000000bf1801220103220d63726f73735f656e74726f70793001'
const importanceSampling =
  '0a076d6f64656c5f3110031a88010a100a0e0a0c01000000020000002c01000012210a0a616476616e746167657312130a0c000000000000c040000040c01801220103121f0a086c6f6770726f627312130a0c000000000000c0bf000080be180122010312300a0d7461726765745f746f6b656e73121f0a1802000000000000002c01000000000000050000000000000018022201032213696d706f7274616e63655f73616d706c696e67'
const output =
  '0a0b41727261795265636f726412820112420a10656c656d656e74776973655f6c6f7373122e0a100000c03f0000803e000000400000404012180000000000000000040000000000000010000000000000001801123a0a086c6f6770726f6273122e0a100000c0bf000080be000000c0000040c01218000000000000000004000000000000001000000000000000180118021a130a086c6f73733a73756d110000000000001b40'
const halfOutput =
  '0a0b41727261795265636f7264122a12260a086c6f6770726f6273121a0a04c0bf80be12100000000000000000040000000000000018041801'
const samples = '0a141208070000002c0100001a08000000bf0000a0bf0a0e08011204090000001a04000040c0'

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))
const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex')
const shifted = { inputs: Int32Array.of(1, 2, 300), targets: Int32Array.of(2, 300, 5) }

/** What a request says, whatever the order of its maps. */
function said(message: Uint8Array): object {
  const fields = wireFields(message)
  return {
    model: new TextDecoder().decode(bytesIn(fields, 1)),
    number: numberIn(fields, 2),
    loss: new TextDecoder().decode(bytesIn(fields, 4)),
    forwardOnly: numberIn(fields, 6),
    data: messagesIn(fields, 3).map((datum) => ({
      input: hex(bytesIn(datum, 1)),
      numbers: Object.fromEntries(
        entriesIn(datum, 2).map(([name, entry]) => {
          const tensor = wireFields(bytesIn(entry, 2))
          return [name, [hex(bytesIn(tensor, 1)), numberIn(tensor, 3)]]
        }),
      ),
    })),
  }
}

describe('messages of a Tinker-compatible service', () => {
  it.each<[string, Datum['numbers'], 'cross_entropy' | 'importance_sampling', boolean]>([
    [crossEntropy, { weights: Float32Array.of(0, 1, -0.5) }, 'cross_entropy', true],
    [
      importanceSampling,
      { advantages: Float32Array.of(0, 6, -3), logprobs: Float32Array.of(0, -1.5, -0.25) },
      'importance_sampling',
      false,
    ],
  ])('a request says what the SDK says', (golden, numbers, loss, forwardOnly) => {
    const request = { modelId: 'model_1', sequenceId: 3, loss, forwardOnly, data: [{ ...shifted, numbers }] }
    expect(said(encodePass(request))).toEqual(said(bytes(golden)))
  })

  it('log-probabilities are read sequence by sequence, in full and in half width', () => {
    expect(decodePass(bytes(output)).logProbs).toEqual([Float32Array.of(-1.5), Float32Array.of(-0.25, -2, -3)])
    expect(decodePass(bytes(halfOutput)).logProbs).toEqual([Float32Array.of(-1.5, -0.25)])
  })

  it('samples are read with how they ended', () => {
    expect(decodeSamples(bytes(samples))).toEqual([
      { finish: 'stop', tokens: Int32Array.of(7, 300), logProbs: Float32Array.of(-0.5, -1.25) },
      { finish: 'length', tokens: Int32Array.of(9), logProbs: Float32Array.of(-3) },
    ])
  })

  it('a message that breaks off anywhere is refused, or has no more than what came', () => {
    const whole = bytes(output)
    for (let length = 1; length < whole.length; length++) {
      let read: number | null = null
      try {
        read = decodePass(whole.subarray(0, length)).logProbs.length
      } catch (thrown) {
        expect(thrown).toMatchObject({ code: 'RLVR_POLICY' })
      }
      expect(read === null || read === 0 || read === 2).toBe(true)
    }
  })
})
