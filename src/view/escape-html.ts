// Text made safe for HTML. Replies are written by a policy that is rewarded for getting its way: nothing of theirs
// may become markup.

const entities: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/**
 * `text` for the content of an element or a quoted attribute. Control characters and the marks that turn the
 * direction of text become visible.
 * @example escapeHtml('<b a="1">') // '&lt;b a=&quot;1&quot;&gt;'
 */
export function escapeHtml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[&<>"']/gu, (character) => entities[character] as string)
    .replaceAll(/[\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, (character) =>
      character === '\n' || character === '\t' ? character : visible(character),
    )
}

/** JSON for a `<script type="application/json">`: no character in it can end the element. */
export function escapeJsonForHtml(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[<>&\u2028\u2029]/gu, unicodeEscape)
}

function visible(character: string): string {
  const code = character.codePointAt(0) as number
  // U+2400 and on are pictures of the control characters.
  return code < 0x20 ? String.fromCodePoint(0x2400 + code) : code === 0x7f ? '␡' : '�'
}

function unicodeEscape(character: string): string {
  return String.raw`\u` + character.charCodeAt(0).toString(16).padStart(4, '0')
}
