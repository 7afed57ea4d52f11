// Pages in a DOM: happy-dom, an optional dependency, which is loaded when the first task is asked for. It evaluates no
// script of a page and loads nothing; a page has a document of its own. What is clicked, typed and chosen goes through
// the DOM's events, and what they mean is the page's to say.
import type { Document, Element, HTMLFormElement, HTMLInputElement, HTMLSelectElement, Window } from 'happy-dom'
import { RlvrError, describeError } from '../../src/core/errors.ts'
import type { Rng } from '../../src/core/random.ts'
import { ToolError } from '../../src/core/tool.ts'
import { lineOf, modalIn, optionsOf, outlineOf } from './outline.ts'
import type { Fields, PageEvent, Site } from './site.ts'

/** As in package.json. */
const wantedVersion = '21.0.4'
const mostTyped = 1000

let opened: Promise<Window> | null = null

/**
 * The window whose documents are pages.
 * @throws RlvrError `RLVR_USAGE` where happy-dom is not installed
 */
export async function openWindow(): Promise<Window> {
  opened ??= import('happy-dom').then(
    (library) =>
      new library.Window({
        settings: {
          enableJavaScriptEvaluation: false,
          disableJavaScriptFileLoading: true,
          disableCSSFileLoading: true,
          disableIframePageLoading: true,
          navigation: {
            disableMainFrameNavigation: true,
            disableChildFrameNavigation: true,
            disableChildPageNavigation: true,
          },
        },
      }),
  )
  try {
    return await opened
  } catch (thrown) {
    opened = null
    throw new RlvrError(
      'RLVR_USAGE',
      `\`web-pages\` needs the package happy-dom, which did not load (${describeError(thrown, 200)}). Install it with \`npm install happy-dom@${wantedVersion}\`.`,
      { cause: thrown },
    )
  }
}

/** References by key: numbers that a task draws, so that none means the same on another page. */
export function drawRefs(keys: readonly string[], rng: Rng): ReadonlyMap<string, string> {
  const numbers = rng.shuffle(Array.from({ length: Math.max(90, 2 * keys.length) }, (_, index) => 10 + index))
  return new Map(keys.map((key, index) => [key, `e${numbers[index]}`]))
}

export class Page {
  readonly site: Site
  readonly #window: Window
  readonly #document: Document
  readonly #refs: ReadonlyMap<string, string>
  readonly #events: PageEvent[] = []
  #html = ''

  constructor(site: Site, { window, refs }: { window: Window; refs: ReadonlyMap<string, string> }) {
    this.site = site
    this.#window = window
    this.#refs = refs
    this.#document = window.document.implementation.createHTMLDocument()
    this.#listen()
    this.#show()
  }

  outline(): string {
    return outlineOf(this.#document.body, this.#refOf)
  }

  click(ref: string): string {
    const element = this.#element(ref)
    if (element.localName === 'select') throw new ToolError(`${ref} is a list; choose from it with \`select\`.`)
    if ((element as HTMLInputElement).type === 'text')
      throw new ToolError(`${ref} is a text box; write into it with \`type\`.`)
    ;(element as HTMLInputElement).click()
    return this.#settle(element)
  }

  type(ref: string, text: string): string {
    const element = this.#element(ref) as HTMLInputElement
    if (element.localName !== 'input' || element.type !== 'text') throw new ToolError(`${ref} is no text box.`)
    if (text.length > mostTyped) throw new ToolError(`A text box takes ${mostTyped} characters; got ${text.length}.`)
    element.value = text
    element.dispatchEvent(new this.#window.Event('change', { bubbles: true }))
    return this.#settle(element)
  }

  select(ref: string, option: string): string {
    const element = this.#element(ref) as HTMLSelectElement
    if (element.localName !== 'select') throw new ToolError(`${ref} is no list.`)
    if (!optionsOf(element).includes(option))
      throw new ToolError(`The list has no such option; it has ${optionsOf(element).join(', ')}.`)
    element.value = option
    element.dispatchEvent(new this.#window.Event('change', { bubbles: true }))
    return this.#settle(element)
  }

  readonly #refOf = (key: string): string => this.#refs.get(key) ?? 'e0'

  #element(ref: string): Element {
    const { body } = this.#document
    const key = [...this.#refs].find(([, own]) => own === ref)?.[0]
    const element = [...body.querySelectorAll('[data-key]')].find((each) => each.getAttribute('data-key') === key)
    if (key === undefined || element === undefined || element.localName === 'form')
      throw new ToolError('There is no such element on the page now; `read` shows those that there are.')
    const modal = modalIn(body)
    if (modal !== null && !modal.contains(element)) throw new ToolError(`${ref} is covered by a dialog.`)
    return element
  }

  #listen(): void {
    this.#document.addEventListener('click', ({ target }) => {
      const element = (target as Element).closest('button[type="button"], a')
      if (element !== null) this.#events.push({ type: 'click', key: keyOf(element) })
    })
    this.#document.addEventListener('change', ({ target }) => {
      this.#events.push({ type: 'change', key: keyOf(target as Element), value: valueOf(target as HTMLInputElement) })
    })
    this.#document.addEventListener('submit', (event) => {
      event.preventDefault()
      const form = event.target as HTMLFormElement
      this.#events.push({ type: 'submit', key: keyOf(form), fields: fieldsOf(form) })
    })
  }

  /** Lets the page do what was asked of it; gives what is new: the whole page where it changed, else the element. */
  #settle(element: Element): string {
    for (const event of this.#events.splice(0)) if (this.site.ending() === null) this.site.on(event)
    return this.#show() ? this.outline() : lineOf(element, this.#refOf)
  }

  /** Whether the page is another one than before. What fields hold stays while it is the same. */
  #show(): boolean {
    const html = this.site.html()
    if (html === this.#html) return false
    this.#html = html
    this.#document.body.innerHTML = html
    return true
  }
}

function keyOf(element: Element): string {
  return element.getAttribute('data-key') ?? ''
}

function valueOf(field: HTMLInputElement): string | boolean {
  return field.type === 'checkbox' || field.type === 'radio' ? field.checked : field.value
}

function fieldsOf(form: HTMLFormElement): Fields {
  const fields = [...form.querySelectorAll('input, select')] as HTMLInputElement[]
  return Object.fromEntries(fields.map((field) => [keyOf(field), valueOf(field)]))
}
