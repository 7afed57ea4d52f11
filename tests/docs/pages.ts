// The pages of the repository, and what stands in them.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root: string = fileURLToPath(new URL('../..', import.meta.url))

export interface Page {
  /** From the root of the repository. */
  readonly path: string
  readonly text: string
}

export function page(path: string): Page {
  return { path, text: readFileSync(join(root, path), 'utf8') }
}

/** Every page of words: the root's, the guides, the cards of environments, the benchmarks. */
export function pages(): Page[] {
  const below = ['docs', 'envs', 'benchmarks'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
  )
  return [...readdirSync(root), ...below].filter((path) => path.endsWith('.md')).map(page)
}

/** The fenced blocks of a language, each with the page it stands in and its place among them. */
export function blocks(of: readonly Page[], language: string): { readonly name: string; readonly text: string }[] {
  return of.flatMap(({ path, text }) =>
    [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
      .filter(([, found]) => found === language)
      .map(([, , block = ''], index) => ({ name: `${path.replaceAll(/[/.]/g, '-')}-${index + 1}`, text: block })),
  )
}

/** Command lines of `rlvr` in shell blocks and code spans: the words after `rlvr`. */
export function commandLines(of: readonly Page[]): { readonly path: string; readonly words: string[] }[] {
  return of.flatMap(({ path, text }) => {
    const shell = blocks([{ path, text }], 'sh').flatMap((block) => block.text.replaceAll('\\\n', ' ').split('\n'))
    const spans = [...text.matchAll(/`((?:rlvr|npm run -s rlvr --) [^`\n]+)`/g)].map(([, span = '']) => span)
    return [...shell, ...spans].flatMap((line) => {
      const command = /^(?:rlvr|npm run -s rlvr --) ([^#|]*)/.exec(line.trim())?.[1]
      return command === undefined || /^COMMAND|…/.test(command) ? [] : [{ path, words: command.trim().split(/\s+/) }]
    })
  })
}

/** Links that lead nowhere: to a file that is not there, or to a heading that its page lacks. */
export function deadLinks(of: readonly Page[]): string[] {
  return of.flatMap(({ path, text }) =>
    [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
      if (/^[a-z]+:/.test(link)) return []
      const [file = '', heading] = link.split('#')
      const target = file === '' ? path : join(path, '..', file)
      if (!existsSync(join(root, target))) return [`${path}: ${link}`]
      if (heading === undefined) return []
      const headings = [...page(target).text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => anchorOf(title))
      return headings.includes(heading) ? [] : [`${path}: ${link}`]
    }),
  )
}

function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')
}

/** Folders that an indented tree names, as paths. A folder ends with a slash; what follows two spaces is a remark. */
export function treeFolders(tree: string): string[] {
  const trail: string[] = []
  return tree
    .split('\n')
    .filter((line) => line.trim() !== '')
    .flatMap((line) => {
      trail.length = (line.length - line.trimStart().length) / 2
      const [names = ''] = line.trim().split(/ {2,}/)
      const paths = names.split(' ').map((name) => [...trail, name.replace(/\/$/, '')].join('/'))
      trail.push(names.split('/')[0] ?? names)
      return paths
    })
}
