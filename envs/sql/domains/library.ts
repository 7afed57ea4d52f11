// A library: authors, books with copies, members, loans that may be open.
import { change, cutOf, dayOf, idsOf, laterDay, orBlank, orNull, personOf, question, type Domain } from '../domain.ts'

const languages = ['Dutch', 'English', 'French', 'German', 'Italian'] as const
const genres = ['crime', 'history', 'poetry', 'travel'] as const
const titles = ['Ash', 'Borders', 'Cold Harbour', 'Dust', 'Embers', 'Fog', 'Glass', 'Harvest', 'Islands', 'Journey', 'Keys', 'Lanterns'] // prettier-ignore

export const library: Domain = {
  name: 'library',
  about: 'a library',
  schema: `CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT NOT NULL, born INTEGER);
CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT NOT NULL, author_id INTEGER REFERENCES authors(id), genre TEXT NOT NULL, language TEXT NOT NULL, pages INTEGER);
CREATE TABLE copies (id INTEGER PRIMARY KEY, book_id INTEGER NOT NULL REFERENCES books(id), shelf TEXT);
CREATE TABLE members (id INTEGER PRIMARY KEY, name TEXT NOT NULL, since TEXT NOT NULL, phone TEXT);
CREATE TABLE loans (id INTEGER PRIMARY KEY, copy_id INTEGER NOT NULL REFERENCES copies(id), member_id INTEGER NOT NULL REFERENCES members(id), lent TEXT NOT NULL, returned TEXT CHECK (returned >= lent));`,
  fill: (rng) => {
    const authors = idsOf(rng, rng.int(6, 8)).map((id) => [id, personOf(rng), orNull(rng, 4, rng.int(1900, 1985))])
    const books = idsOf(rng, rng.int(11, 15)).map((id) => [id, rng.pick(titles), orNull(rng, 6, rng.pick(authors)[0] ?? 0), rng.pick(genres), rng.pick(languages), orNull(rng, 5, rng.int(4, 24) * 20)]) // prettier-ignore
    const copies = idsOf(rng, rng.int(16, 22)).map((id) => [id, rng.pick(books.slice(1))[0] ?? 0, orBlank(rng, rng.pick(['A', 'B', 'C']))]) // prettier-ignore
    const members = idsOf(rng, rng.int(8, 11)).map((id) => [id, personOf(rng), dayOf(rng), orBlank(rng, `555-0${rng.int(100, 199)}`)]) // prettier-ignore
    const loans = idsOf(rng, rng.int(22, 30)).map((id) => {
      const lent = dayOf(rng)
      const returned = new Date(Date.parse(lent) + rng.int(1, 60) * 86_400_000).toISOString().slice(0, 10)
      return [id, rng.pick(copies)[0] ?? 0, rng.pick(members.slice(1))[0] ?? 0, lent, orNull(rng, 4, returned)]
    })
    return { authors, books, copies, members, loans }
  },
  templates: [
    question(1, (rng) => {
      const pages = rng.int(100, 330)
      return {
        ask: `Give title and pages of the books of at least ${pages} pages, those of unknown length left out: the longest first, those of one length by title, then by id.`,
        gold: `SELECT title, pages FROM books WHERE pages >= ${pages} ORDER BY pages DESC, title, id`,
        careless: [`SELECT title, pages FROM books WHERE pages >= ${pages} ORDER BY pages, title, id`],
        ordered: true,
      }
    }),
    question(1, (rng) => {
      const day = cutOf(rng)
      return {
        ask: `Give the names of the members since ${day} or before for whom no phone number is on record (it is NULL or empty), one row for each member.`,
        gold: `SELECT name FROM members WHERE since <= '${day}' AND coalesce(phone, '') = ''`,
        careless: [`SELECT name FROM members WHERE since <= '${day}' AND phone IS NULL`],
      }
    }),
    question(2, (rng) => {
      const [genre, pages] = [rng.pick(genres), rng.int(81, 240)]
      return {
        ask: `For each author give id, name and the average pages of their books of the genre ${genre} that are known to have at least ${pages}, NULL where there are none. Do not round.`,
        gold: `SELECT a.id, a.name, avg(b.pages) FROM authors a LEFT JOIN books b ON b.author_id = a.id AND b.genre = '${genre}' AND b.pages >= ${pages} GROUP BY a.id`,
        careless: [
          `SELECT a.id, a.name, avg(b.pages) FROM authors a JOIN books b ON b.author_id = a.id WHERE b.genre = '${genre}' AND b.pages >= ${pages} GROUP BY a.id`,
          `SELECT a.id, a.name, avg(b.pages) FROM authors a LEFT JOIN books b ON b.author_id = a.id AND b.genre = '${genre}' GROUP BY a.id`,
        ],
      }
    }),
    question(2, (rng) => {
      const day = cutOf(rng)
      return {
        ask: `How many different members borrowed on ${day} or later, by genre of the book? Give genre and number for every genre that was borrowed then.`,
        gold: `SELECT b.genre, count(DISTINCT l.member_id) FROM loans l JOIN copies c ON c.id = l.copy_id JOIN books b ON b.id = c.book_id WHERE l.lent >= '${day}' GROUP BY b.genre`,
        careless: [
          `SELECT b.genre, count(l.member_id) FROM loans l JOIN copies c ON c.id = l.copy_id JOIN books b ON b.id = c.book_id WHERE l.lent >= '${day}' GROUP BY b.genre`,
        ],
      }
    }),
    question(3, (rng) => {
      const [language, born] = [rng.pick(languages), rng.int(1930, 1975)]
      return {
        ask: `Give id and name of the authors known to be born in ${born} or later of whom the library has no book in ${language}, authors without any book included.`,
        gold: `SELECT id, name FROM authors a WHERE born >= ${born} AND NOT EXISTS (SELECT 1 FROM books b WHERE b.author_id = a.id AND b.language = '${language}')`,
        careless: [
          `SELECT DISTINCT a.id, a.name FROM authors a JOIN books b ON b.author_id = a.id WHERE a.born >= ${born} AND b.language <> '${language}'`,
        ],
      }
    }),
    question(3, (rng) => {
      const [days, day] = [rng.int(8, 35), cutOf(rng)]
      return {
        ask: `For the months (as YYYY-MM) in which at least two loans began that were lent on ${day} or later and returned after more than ${days} days, give month and number of those loans, by month.`,
        gold: `SELECT substr(lent, 1, 7), count(*) FROM loans WHERE julianday(returned) - julianday(lent) > ${days} AND lent >= '${day}' GROUP BY 1 HAVING count(*) >= 2 ORDER BY 1`,
        careless: [
          `SELECT substr(lent, 1, 7), count(*) FROM loans WHERE julianday(returned) - julianday(lent) > ${days} AND lent >= '${day}' GROUP BY 1 ORDER BY 1`,
        ],
        ordered: true,
      }
    }),
    question(4, (rng) => {
      const day = cutOf(rng)
      const counted = `SELECT m.id, m.name, count(l.id) n FROM members m LEFT JOIN loans l ON l.member_id = m.id AND l.lent >= '${day}' GROUP BY m.id`
      return {
        ask: `Rank the members by their loans from ${day} on: give rank, id and name; members with the same number share the better rank and the ranks after it are left out. Sort by rank, then id.`,
        gold: `WITH t AS (${counted}) SELECT rank() OVER (ORDER BY n DESC), id, name FROM t ORDER BY 1, 2`,
        careless: [
          `WITH t AS (${counted}) SELECT row_number() OVER (ORDER BY n DESC), id, name FROM t ORDER BY 1, 2`,
          `WITH t AS (${counted}) SELECT dense_rank() OVER (ORDER BY n DESC), id, name FROM t ORDER BY 1, 2`,
        ],
        ordered: true,
      }
    }),
    question(4, (rng) => {
      const [genre, day] = [rng.pick(genres), cutOf(rng)]
      return {
        ask: `For each loan from ${day} on that is not the first of its member, give loan id and the days since the loan of that member before it (by day lent, then by id), where the book of the later one is not of the genre ${genre}; loans of all genres and days count as the one before.`,
        gold: `WITH t AS (SELECT id, copy_id, julianday(lent) - julianday(lag(lent) OVER (PARTITION BY member_id ORDER BY lent, id)) days FROM loans) SELECT t.id, days FROM t JOIN copies c ON c.id = t.copy_id JOIN books b ON b.id = c.book_id WHERE days IS NOT NULL AND b.genre <> '${genre}' AND t.id IN (SELECT id FROM loans WHERE lent >= '${day}')`,
        careless: [
          `SELECT id, days FROM (SELECT l.id, julianday(lent) - julianday(lag(lent) OVER (PARTITION BY member_id ORDER BY lent, l.id)) days FROM loans l JOIN copies c ON c.id = l.copy_id JOIN books b ON b.id = c.book_id WHERE b.genre <> '${genre}') WHERE days IS NOT NULL AND id IN (SELECT id FROM loans WHERE lent >= '${day}')`,
        ],
      }
    }),
    change(1, (rng) => {
      const [shelf, genre] = [`${rng.pick(['D', 'E', 'F'])}${rng.int(1, 40)}`, rng.pick(genres)]
      return {
        ask: `Put all copies of books of the genre ${genre} on shelf ${shelf}.`,
        gold: `UPDATE copies SET shelf = '${shelf}' WHERE book_id IN (SELECT id FROM books WHERE genre = '${genre}')`,
        careless: [`UPDATE copies SET shelf = '${shelf}' WHERE shelf IS NOT NULL AND book_id IN (SELECT id FROM books WHERE genre = '${genre}')`], // prettier-ignore
      }
    }),
    change(2, (rng) => {
      const [day, before] = [laterDay(rng), cutOf(rng)]
      return {
        ask: `All open loans from before ${before} came back on ${day}: enter that, and set the shelf of the copies concerned to NULL.`,
        gold: `UPDATE copies SET shelf = NULL WHERE id IN (SELECT copy_id FROM loans WHERE returned IS NULL AND lent < '${before}'); UPDATE loans SET returned = '${day}' WHERE returned IS NULL AND lent < '${before}'`,
        careless: [
          `UPDATE loans SET returned = '${day}' WHERE returned IS NULL AND lent < '${before}'; UPDATE copies SET shelf = NULL WHERE id IN (SELECT copy_id FROM loans WHERE returned IS NULL AND lent < '${before}')`,
        ],
      }
    }),
    change(3, (rng) => {
      const day = cutOf(rng)
      const gone = `SELECT m.id FROM members m WHERE since <= '${day}' AND NOT EXISTS (SELECT 1 FROM loans l WHERE l.member_id = m.id AND (l.returned IS NULL OR l.lent >= '2024-01-01'))`
      return {
        ask: `Delete the members since ${day} or before who have neither an open loan nor one that began in 2024 or later, with all their loans.`,
        gold: `DELETE FROM loans WHERE member_id IN (${gone}); DELETE FROM members WHERE since <= '${day}' AND id NOT IN (SELECT member_id FROM loans)`,
        careless: [`DELETE FROM members WHERE id IN (${gone})`],
      }
    }),
    change(4, (rng) => {
      const [genre, shelf] = [rng.pick(genres), `${rng.pick(['N', 'O'])}${rng.int(1, 40)}`]
      return {
        ask: `For each book of the genre ${genre} that has fewer than two copies, enter copies on shelf ${shelf} until it has two; take the books by id, the next free ids in turn.`,
        gold: `INSERT INTO copies (book_id, shelf) SELECT b.id, '${shelf}' FROM books b JOIN (SELECT 0 n UNION ALL SELECT 1) k ON k.n >= (SELECT count(*) FROM copies c WHERE c.book_id = b.id) WHERE b.genre = '${genre}' ORDER BY b.id`,
        careless: [
          `INSERT INTO copies (book_id, shelf) SELECT b.id, '${shelf}' FROM books b WHERE b.genre = '${genre}' AND (SELECT count(*) FROM copies c WHERE c.book_id = b.id) = 1 ORDER BY b.id`,
        ],
      }
    }),
  ],
}
