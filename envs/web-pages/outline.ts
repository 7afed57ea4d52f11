// A page as text, as assistive technology reads it: one line an element with its role, name and state, and a short
// reference where it can be used. All text of the page stands in quotes on the line of its element, so that none of it
// looks like a line of the outline. A modal dialog covers what is behind it.
import type { Element, HTMLInputElement, HTMLSelectElement, Node } from 'happy-dom'

export type RefOf = (key: string) => string

const elementNode = 1
const textNode = 3

export function outlineOf(body: Element, refOf: RefOf): string {
  return linesOf(modalIn(body) ?? body, refOf, '').join('\n')
}

/** The dialog that covers the rest of the page; null where none is open. */
export function modalIn(body: Element): Element | null {
  return body.querySelector('[role="dialog"][aria-modal="true"]')
}

/** An element that can be used, on one line. */
export function lineOf(element: Element, refOf: RefOf): string {
  const ref = `[${refOf(element.getAttribute('data-key') ?? '')}]`
  const name = JSON.stringify(nameOf(element))
  switch (element.localName) {
    case 'input': {
      const input = element as HTMLInputElement
      if (input.type === 'text') return `${ref} textbox ${name} value ${JSON.stringify(input.value)}`
      return `${ref} ${input.type} ${name} ${input.checked ? 'ticked' : 'not ticked'}`
    }
    case 'select': {
      const list = element as HTMLSelectElement
      const options = optionsOf(list).map((option) => JSON.stringify(option))
      return `${ref} list ${name} value ${JSON.stringify(list.value)} of ${options.join(', ')}`
    }
    default: {
      const isSelected = element.getAttribute('aria-selected') === 'true'
      return `${ref} ${element.getAttribute('role') ?? element.localName} ${name}${isSelected ? ' selected' : ''}`
    }
  }
}

/** What can be chosen; the empty option is nothing. */
export function optionsOf(list: HTMLSelectElement): string[] {
  return [...list.querySelectorAll('option')].map((option) => option.textContent).filter((option) => option !== '')
}

/** The text of its label, else its own. */
export function nameOf(element: Element): string {
  const label = element.localName === 'input' || element.localName === 'select' ? element.closest('label') : null
  if (label === null) return squeezed(element.textContent)
  const own = [...label.childNodes].filter((node) => node.nodeType === textNode)
  return squeezed(own.map((node) => node.textContent).join(' '))
}

function linesOf(element: Element, refOf: RefOf, indent: string): string[] {
  const opening = openingOf(element)
  const within = opening === null ? indent : `${indent}  `
  const lines = opening === null ? [] : [`${indent}${opening}`]
  for (const node of element.childNodes) {
    if (node.nodeType === textNode) {
      const text = squeezed(node.textContent)
      if (text !== '') lines.push(`${within}text ${JSON.stringify(text)}`)
    } else if (node.nodeType === elementNode) lines.push(...linesOfChild(node as Element, refOf, within))
  }
  return lines
}

function linesOfChild(element: Element, refOf: RefOf, indent: string): string[] {
  if (element.hasAttribute('data-key') && element.localName !== 'form') return [`${indent}${lineOf(element, refOf)}`]
  switch (element.localName) {
    case 'h1':
      return [`${indent}heading ${JSON.stringify(squeezed(element.textContent))}`]
    case 'p':
      return [`${indent}text ${JSON.stringify(squeezed(element.textContent))}`]
    case 'tr':
      return [`${indent}row ${[...element.children].map((cell) => inlineOf(cell, refOf)).join(' | ')}`]
    case 'label': {
      const field = element.querySelector('[data-key]')
      return field === null ? [] : [`${indent}${lineOf(field, refOf)}`]
    }
    default:
      return linesOf(element, refOf, indent)
  }
}

/** A cell: what can be used in it, and its texts. */
function inlineOf(cell: Element, refOf: RefOf): string {
  const parts = [...cell.childNodes].flatMap((node: Node) => {
    if (node.nodeType === elementNode) return [lineOf(node as Element, refOf)]
    const text = squeezed(node.textContent)
    return text === '' ? [] : [JSON.stringify(text)]
  })
  return parts.length === 0 ? '""' : parts.join(' ')
}

/** What a container is called; null where it is none to speak of. */
function openingOf(element: Element): string | null {
  const role = element.getAttribute('role')
  if (role === 'dialog') return `dialog ${JSON.stringify(element.getAttribute('aria-label') ?? '')}`
  if (role === 'tablist') return 'tabs'
  const names: { readonly [name: string]: string } = { form: 'form', table: 'table', ul: 'list', section: 'section' }
  const name = Object.hasOwn(names, element.localName) ? (names[element.localName] as string) : null
  const label = element.getAttribute('aria-label')
  return name === null || label === null ? name : `${name} ${JSON.stringify(label)}`
}

function squeezed(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}
