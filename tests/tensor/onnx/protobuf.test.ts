// Expected bytes: protobuf.dev "Encoding", and `protoc --encode` of the same messages.
import { expect, test } from 'vitest'
import { OnnxGraph } from '../../../src/tensor/onnx/graph.ts'
import { MessageWriter } from '../../../src/tensor/onnx/protobuf.ts'

const bytesOf = (message: MessageWriter): number[] => [...message.finish()]

test('whole numbers are varints, negative ones of ten bytes', () => {
  expect(bytesOf(new MessageWriter().int(1, 150))).toEqual([0x08, 0x96, 0x01])
  expect(bytesOf(new MessageWriter().int(1, 0))).toEqual([0x08, 0x00])
  expect(bytesOf(new MessageWriter().int(2, 127).int(2, 128))).toEqual([0x10, 0x7f, 0x10, 0x80, 0x01])
  expect(bytesOf(new MessageWriter().int(1, -1))).toEqual([0x08, ...Array<number>(9).fill(0xff), 0x01])
  expect(bytesOf(new MessageWriter().int(1, 2n ** 53n + 1n))).toEqual([
    0x08,
    0x81,
    ...Array<number>(6).fill(0x80),
    0x10,
  ])
})

test('a field number above 15 takes two bytes', () => {
  expect(bytesOf(new MessageWriter().int(20, 2))).toEqual([0xa0, 0x01, 0x02])
})

test('texts are UTF-8 with their length in bytes, messages nest, floats are little-endian', () => {
  expect(bytesOf(new MessageWriter().text(2, 'testing'))).toEqual([0x12, 7, ...Buffer.from('testing')])
  expect(bytesOf(new MessageWriter().text(2, 'é'))).toEqual([0x12, 2, 0xc3, 0xa9])
  expect(bytesOf(new MessageWriter().message(3, new MessageWriter().int(1, 150)))).toEqual([0x1a, 3, 0x08, 0x96, 0x01])
  expect(bytesOf(new MessageWriter().float(2, 1))).toEqual([0x15, 0, 0, 0x80, 0x3f])
  expect(bytesOf(new MessageWriter().bytes(1, new Uint8Array(200)))).toHaveLength(203)
})

test('a graph shares equal lists of integers and names every node of its own', () => {
  const graph = new OnnxGraph()
  expect(graph.integers([1, 2])).toBe(graph.integers([1, 2]))
  expect(graph.integers([1, 2])).not.toBe(graph.integers([12]))
  expect(graph.node('Exp', ['x'])).not.toBe(graph.node('Exp', ['x']))
})
