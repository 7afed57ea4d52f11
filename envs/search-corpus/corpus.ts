// The articles, and what finds them. Made when first asked for, once.
import { Rng } from '../../src/core/random.ts'
import { attributes } from './attributes.ts'
import { Bm25Index } from './bm25.ts'
import { makeWorld, type Subject } from './world.ts'

export interface Article {
  readonly title: string
  readonly lead: string
  readonly text: string
}

export interface Corpus {
  readonly subjects: readonly Subject[]
  readonly articles: readonly Article[]
  /** The best articles for a query, at most `most`. */
  readonly search: (query: string, most: number) => Article[]
  /** By title, whatever its case and the white space and quotes around it; a first `the` may stand there. */
  readonly find: (title: string) => Article | null
}

let made: Corpus | null = null

export function corpus(): Corpus {
  made ??= makeCorpus()
  return made
}

function makeCorpus(): Corpus {
  const subjects = makeWorld()
  const articles = subjects.map(articleOf)
  const byTitle = new Map(articles.map((article) => [plainTitle(article.title), article]))
  // A title counts more than what an article says in passing.
  const index = new Bm25Index(articles.map(({ title, text }) => `${title} ${title} ${text}`))
  return {
    subjects,
    articles,
    search: (query, most) => index.search(query, most).map(({ at }) => articles[at] as Article),
    find: (title) => byTitle.get(plainTitle(title)) ?? null,
  }
}

/** Sentences in an order of their own, asides among them. */
function articleOf({ kind, title, lead, links, values, asides }: Subject): Article {
  const told = attributes
    .filter(({ of }) => of === kind)
    .flatMap(({ name, sentence }) => {
      const value = values.get(name) ?? links.get(name)?.title
      return value === undefined ? [] : [sentence(value)]
    })
  const sentences = Rng.fromSeed('search-corpus')
    .fork(title)
    .shuffle([...told, ...asides])
  return { title, lead, text: [lead, ...sentences].join(' ') }
}

function plainTitle(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[\s"'“”`*]+/g, ' ')
    .trim()
    .replace(/^the /, '')
}
