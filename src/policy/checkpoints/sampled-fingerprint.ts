// Which weights they are, told without reading all of them: a SHA-256 over `config.json` and, for each safetensors file
// in the order of names, its name, its size, its first mebibyte (so its header) and 256 pieces of 4 KiB spread evenly
// over it. Any training moves numbers everywhere, so another model's pieces differ; a file that was changed in one
// place on purpose may pass, for which there is `fingerprintOf`.
import { createHash } from 'node:crypto'
import { open, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describeError, RlvrError } from '../../core/errors.ts'

const beginningBytes = 2 ** 20
const pieceBytes = 4096
const pieces = 256

/**
 * 64 hexadecimal digits for the model in a folder.
 * @throws RlvrError `RLVR_POLICY` for a folder that cannot be read
 */
export async function sampledFingerprint(folder: string): Promise<string> {
  const hash = createHash('sha256')
  try {
    hash.update(await readFile(join(folder, 'config.json')))
    for (const name of (await readdir(folder)).filter((each) => each.endsWith('.safetensors')).sort()) {
      const file = await open(join(folder, name))
      try {
        const { size } = await file.stat()
        hash.update(`${name} ${size}\n`)
        const read = async (position: number, length: number): Promise<void> => {
          const bytes = Buffer.alloc(Math.min(length, size - position))
          const { bytesRead } = await file.read(bytes, 0, bytes.length, position)
          hash.update(bytes.subarray(0, bytesRead))
        }
        await read(0, beginningBytes)
        const rest = size - beginningBytes
        const more = rest > 0 ? pieces : 0
        for (let piece = 0; piece < more; piece++)
          await read(beginningBytes + Math.floor((piece * rest) / pieces), pieceBytes)
      } finally {
        await file.close()
      }
    }
  } catch (thrown) {
    throw new RlvrError('RLVR_POLICY', `${folder} is no model that can be read: ${describeError(thrown, 120)}.`, {
      cause: thrown,
    })
  }
  return hash.digest('hex')
}
