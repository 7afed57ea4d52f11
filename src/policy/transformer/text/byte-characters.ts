// The characters by which byte-level tokenizers write bytes (openai/gpt-2, src/encoder.py, `bytes_to_unicode`).

/** The character that stands for each byte in byte-level vocabularies: itself where it can be seen. */
export const byteCharacters: readonly string[] = (() => {
  let hidden = 0
  return Array.from({ length: 256 }, (_, byte) => {
    const isSeen = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae
    return String.fromCodePoint(isSeen ? byte : 256 + hidden++)
  })
})()
