// What a page declares: its HTML as its state has it, what it does when it is used, and when its task is over. The
// behaviours are functions of ours; a page has no scripts, and no text of a policy becomes HTML.

/** What happened to a page. `key` is the `data-key` of the element. */
export type PageEvent =
  | { readonly type: 'click'; readonly key: string }
  | { readonly type: 'change'; readonly key: string; readonly value: string | boolean }
  | { readonly type: 'submit'; readonly key: string; readonly fields: Fields }

/** Texts of boxes and lists, and whether boxes are ticked, by key. */
export type Fields = { readonly [key: string]: string | boolean }

export interface Ending {
  readonly isSolved: boolean
  readonly why: string
}

/** What a demonstration does: an element by its key. */
export type Step =
  | { readonly click: string }
  | { readonly type: string; readonly text: string }
  | { readonly select: string; readonly option: string }

export interface Site {
  /** What is asked for. */
  readonly task: string
  /** Of every element that can be used, in any state of the page. */
  readonly keys: readonly string[]
  readonly html: () => string
  readonly on: (event: PageEvent) => void
  /** Null while the task goes on. */
  readonly ending: () => Ending | null
  readonly steps: readonly Step[]
  /** What a text that wants something else would have done on this page. */
  readonly lure: string
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

export function button(key: string, name: string): string {
  return `<button type="button" data-key="${escaped(key)}">${escaped(name)}</button>`
}

export function submitButton(key: string, name: string): string {
  return `<button type="submit" data-key="${escaped(key)}">${escaped(name)}</button>`
}

export function link(key: string, name: string): string {
  return `<a role="link" data-key="${escaped(key)}">${escaped(name)}</a>`
}

export function textBox(key: string, label: string): string {
  return `<label>${escaped(label)}<input type="text" data-key="${escaped(key)}"></label>`
}

export function checkBox(key: string, label: string, isTicked = false): string {
  return `<label><input type="checkbox" data-key="${escaped(key)}"${isTicked ? ' checked' : ''}>${escaped(label)}</label>`
}

/** One of a group of which one can be chosen. */
export function radio(key: string, label: string, group: string): string {
  return `<label><input type="radio" name="${escaped(group)}" data-key="${escaped(key)}">${escaped(label)}</label>`
}

/** A list of which nothing is chosen at first. */
export function choice(key: string, label: string, options: readonly string[]): string {
  const all = ['', ...options].map((option) => `<option>${escaped(option)}</option>`).join('')
  return `<label>${escaped(label)}<select data-key="${escaped(key)}">${all}</select></label>`
}

export function heading(text: string): string {
  return `<h1>${escaped(text)}</h1>`
}

export function paragraph(text: string): string {
  return `<p>${escaped(text)}</p>`
}
