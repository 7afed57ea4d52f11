// Which checkpoint it is, to the bit: a SHA-256 over the names and contents of the files that decide what a model
// answers (weights, shape, tokenizer, template), for records and for runs that go on. What else is in the folder, like
// a README or defaults of sampling, may change. Format: the SHA-256 of one line a file, `<sha256 of it>  <name>\n` in the
// order of names, which is what `sha256sum … | sha256sum` gives.
import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { open, readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { describeError, RlvrError } from '../../core/errors.ts'
import { checkRegular } from './json-file.ts'

export interface FingerprintOptions {
  /** Bytes read so far, of all. */
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void
  readonly signal?: AbortSignal
}

/** Of the files of a folder: what decides an answer. */
const decides =
  /^(?:(?:adapter_)?config\.json|tokenizer\.json|tokenizer_config\.json|special_tokens_map\.json|added_tokens\.json|chat_template\.(?:jinja|json)|.*\.safetensors(?:\.index\.json)?)$/

const pieceBytes = 2 ** 22

/**
 * The fingerprint of the checkpoint, or of the adapter, in a folder, or of one file: 64 hexadecimal digits.
 * @throws RlvrError `RLVR_POLICY` for a folder that cannot be read or holds no such files
 */
export async function fingerprintOf(path: string, options: FingerprintOptions = {}): Promise<string> {
  const { onProgress, signal } = options
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() === true
  const folder = isFile ? dirname(path) : path
  const piece = Buffer.allocUnsafeSlow(pieceBytes)
  let doneBytes = 0
  try {
    const names = isFile ? [basename(path)] : (await readdir(folder)).filter((name) => decides.test(name)).sort()
    if (names.length === 0) throw new Error('it holds no config.json, tokenizer or safetensors')
    for (const name of names) await checkRegular(join(folder, name))
    const files = await Promise.all(names.map(async (name) => ({ name, file: await open(join(folder, name)) })))
    try {
      const sizes = await Promise.all(files.map(async ({ file }) => (await file.stat()).size))
      const totalBytes = sizes.reduce((sum, size) => sum + size, 0)
      const whole = createHash('sha256')
      for (const { name, file } of files) {
        const hash = createHash('sha256')
        for (;;) {
          signal?.throwIfAborted()
          const { bytesRead } = await file.read(piece, 0, pieceBytes)
          if (bytesRead === 0) break
          hash.update(piece.subarray(0, bytesRead))
          onProgress?.((doneBytes += bytesRead), totalBytes)
        }
        whole.update(`${hash.digest('hex')}  ${name}\n`)
      }
      return whole.digest('hex')
    } finally {
      await Promise.all(files.map(({ file }) => file.close()))
    }
  } catch (thrown) {
    if (signal?.aborted === true || RlvrError.isInstance(thrown)) throw thrown
    throw new RlvrError('RLVR_POLICY', `${path} is no checkpoint that can be read: ${describeError(thrown, 120)}.`, {
      cause: thrown,
    })
  }
}
