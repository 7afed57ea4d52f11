// A school: teachers, courses, pupils, enrolments with marks, absences.
import { change, cutOf, dayOf, dayOfYears, idsOf, orBlank, orNull, personOf, question, type Domain } from '../domain.ts'

const subjects = ['Art', 'Biology', 'Chemistry', 'Drama', 'Economics', 'French', 'Geography', 'History'] as const
const classes = ['5a', '5b', '6a', '6b'] as const

export const school: Domain = {
  name: 'school',
  about: 'a school',
  schema: `CREATE TABLE teachers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, hired TEXT NOT NULL, mentor_id INTEGER REFERENCES teachers(id));
CREATE TABLE courses (id INTEGER PRIMARY KEY, subject TEXT NOT NULL, teacher_id INTEGER REFERENCES teachers(id), hours INTEGER NOT NULL CHECK (hours BETWEEN 1 AND 8));
CREATE TABLE pupils (id INTEGER PRIMARY KEY, name TEXT NOT NULL, class TEXT, born TEXT NOT NULL);
CREATE TABLE enrolments (pupil_id INTEGER NOT NULL REFERENCES pupils(id), course_id INTEGER NOT NULL REFERENCES courses(id), mark REAL CHECK (mark BETWEEN 1 AND 10), PRIMARY KEY (pupil_id, course_id));
CREATE TABLE absences (id INTEGER PRIMARY KEY, pupil_id INTEGER NOT NULL REFERENCES pupils(id), day TEXT NOT NULL, excused INTEGER CHECK (excused IN (0, 1)));`,
  fill: (rng) => {
    const ids = idsOf(rng, rng.int(6, 8))
    const teachers = ids.map((id, at) => [id, personOf(rng), dayOf(rng), at < 2 ? null : orNull(rng, 3, rng.pick(ids.slice(0, at)))]) // prettier-ignore
    const courses = idsOf(rng, rng.int(8, 11)).map((id) => [id, rng.pick(subjects), orNull(rng, 6, rng.pick(ids)), rng.int(1, 6)]) // prettier-ignore
    const pupils = idsOf(rng, rng.int(14, 18)).map((id) => [id, personOf(rng), orBlank(rng, rng.pick(classes)), dayOfYears(rng, 2010, 2013)]) // prettier-ignore
    const enrolments = pupils.slice(1).flatMap(([pupil = 0]) =>
      rng.shuffle(courses.slice(1)).slice(0, rng.int(1, 4)).map(([course = 0]) => [pupil, course, orNull(rng, 5, rng.int(2, 20) / 2)]),
    ) // prettier-ignore
    const absences = idsOf(rng, rng.int(14, 20)).map((id) => [id, rng.pick(pupils.slice(2))[0] ?? 0, dayOf(rng), orNull(rng, 4, rng.int(0, 1))]) // prettier-ignore
    return { teachers, courses, pupils, enrolments, absences }
  },
  templates: [
    question(1, (rng) => {
      const [from, to] = [dayOfYears(rng, 2010, 2011), dayOfYears(rng, 2012, 2013)]
      return {
        ask: `Give name and date of birth of the pupils born from ${from} to ${to}, both days included: the youngest first, those of one day by name, then by id.`,
        gold: `SELECT name, born FROM pupils WHERE born BETWEEN '${from}' AND '${to}' ORDER BY born DESC, name, id`,
        careless: [`SELECT name, born FROM pupils WHERE born BETWEEN '${from}' AND '${to}' ORDER BY born, name, id`],
        ordered: true,
      }
    }),
    question(1, (rng) => {
      const day = cutOf(rng)
      return {
        ask: `How many absences since ${day} are not known to be excused: not excused, or nothing on record?`,
        gold: `SELECT count(*) FROM absences WHERE day >= '${day}' AND excused IS NOT 1`,
        careless: [`SELECT count(*) FROM absences WHERE day >= '${day}' AND excused = 0`],
      }
    }),
    question(2, (rng) => {
      const [hours, day] = [rng.int(2, 4), cutOf(rng)]
      return {
        ask: `For each teacher hired on ${day} or later give id, name and the weekly hours of their courses of at least ${hours} hours, in all; 0 where there are none.`,
        gold: `SELECT t.id, t.name, coalesce(sum(c.hours), 0) FROM teachers t LEFT JOIN courses c ON c.teacher_id = t.id AND c.hours >= ${hours} WHERE t.hired >= '${day}' GROUP BY t.id`,
        careless: [
          `SELECT t.id, t.name, sum(c.hours) FROM teachers t LEFT JOIN courses c ON c.teacher_id = t.id AND c.hours >= ${hours} WHERE t.hired >= '${day}' GROUP BY t.id`,
          `SELECT t.id, t.name, sum(c.hours) FROM teachers t JOIN courses c ON c.teacher_id = t.id WHERE c.hours >= ${hours} AND t.hired >= '${day}' GROUP BY t.id`,
        ],
      }
    }),
    question(2, (rng) => {
      const [mark, born] = [rng.int(4, 7), dayOfYears(rng, 2010, 2012)]
      return {
        ask: `Count the marks of at least ${mark} of pupils born on ${born} or later: for each subject with such marks, give subject, the number of those marks and their average. Do not round.`,
        gold: `SELECT c.subject, count(*), avg(e.mark) FROM courses c JOIN enrolments e ON e.course_id = c.id JOIN pupils p ON p.id = e.pupil_id WHERE e.mark >= ${mark} AND p.born >= '${born}' GROUP BY c.subject`,
        careless: [
          `SELECT c.subject, count(*), avg(e.mark) FROM courses c JOIN enrolments e ON e.course_id = c.id JOIN pupils p ON p.id = e.pupil_id WHERE e.mark >= ${mark} AND p.born >= '${born}' GROUP BY c.id`,
          `SELECT c.subject, count(*), round(avg(e.mark)) FROM courses c JOIN enrolments e ON e.course_id = c.id JOIN pupils p ON p.id = e.pupil_id WHERE e.mark >= ${mark} AND p.born >= '${born}' GROUP BY c.subject`,
        ],
      }
    }),
    question(3, (rng) => {
      const hired = cutOf(rng)
      return {
        ask: `Give id and name of the teachers hired before ${hired} who are nobody's mentor.`,
        gold: `SELECT id, name FROM teachers t WHERE hired < '${hired}' AND NOT EXISTS (SELECT 1 FROM teachers o WHERE o.mentor_id = t.id)`,
        careless: [
          `SELECT id, name FROM teachers WHERE hired < '${hired}' AND id NOT IN (SELECT mentor_id FROM teachers)`,
          `SELECT id, name FROM teachers WHERE hired < '${hired}' AND mentor_id IS NULL`,
        ],
      }
    }),
    question(3, (rng) => {
      const [mark, born] = [rng.int(3, 6), dayOfYears(rng, 2010, 2012)]
      return {
        ask: `Give id and name of the pupils born on ${born} or later whose marks, of which they have at least two, are all ${mark} or better; courses without a mark do not count.`,
        gold: `SELECT p.id, p.name FROM pupils p JOIN enrolments e ON e.pupil_id = p.id WHERE p.born >= '${born}' GROUP BY p.id HAVING count(e.mark) >= 2 AND min(e.mark) >= ${mark}`,
        careless: [
          `SELECT p.id, p.name FROM pupils p JOIN enrolments e ON e.pupil_id = p.id WHERE p.born >= '${born}' GROUP BY p.id HAVING count(*) >= 2 AND min(e.mark) >= ${mark}`,
          `SELECT p.id, p.name FROM pupils p JOIN enrolments e ON e.pupil_id = p.id WHERE p.born >= '${born}' GROUP BY p.id HAVING count(e.mark) >= 2 AND avg(e.mark) >= ${mark}`,
        ],
      }
    }),
    question(4, (rng) => {
      const [way, born] = [rng.pick(['best', 'worst'] as const), dayOfYears(rng, 2010, 2012)]
      const order = way === 'best' ? 'DESC' : 'ASC'
      const ranked = (rank: string): string =>
        `SELECT course_id, pupil_id, mark FROM (SELECT course_id, pupil_id, mark, ${rank}() OVER (PARTITION BY course_id ORDER BY mark ${order}) place FROM enrolments JOIN pupils ON id = pupil_id WHERE mark IS NOT NULL AND born >= '${born}') WHERE place = 1`
      return {
        ask: `Of the pupils born on ${born} or later give, for each course in which they have marks, course id, pupil id and mark of those with the ${way} mark; all of them where several have it.`,
        gold: ranked('rank'),
        careless: [ranked('row_number')],
      }
    }),
    question(4, (rng) => {
      const born = dayOfYears(rng, 2010, 2012)
      const average = (of: string): string =>
        `SELECT ${of} FROM enrolments x JOIN pupils q ON q.id = x.pupil_id WHERE q.class IS p.class`
      return {
        ask: `Give pupil id, course id and mark of the marks of pupils born on ${born} or later that lie above the average of all marks in the pupil's class, where all pupils without a class (NULL) count as one class and those with an empty one as another.`,
        gold: `SELECT e.pupil_id, e.course_id, e.mark FROM enrolments e JOIN pupils p ON p.id = e.pupil_id WHERE p.born >= '${born}' AND e.mark > (${average('avg(x.mark)')})`,
        careless: [
          `SELECT e.pupil_id, e.course_id, e.mark FROM enrolments e JOIN pupils p ON p.id = e.pupil_id WHERE p.born >= '${born}' AND e.mark > (${average('avg(x.mark)').replace('IS p', '= p')})`,
        ],
      }
    }),
    change(1, (rng) => {
      const [from, to] = rng.shuffle(classes)
      const born = dayOfYears(rng, 2011, 2013)
      return {
        ask: `Move the pupils of class ${from} who were born before ${born} into class ${to}.`,
        gold: `UPDATE pupils SET class = '${to}' WHERE class = '${from}' AND born < '${born}'`,
        careless: [`UPDATE pupils SET class = '${to}' WHERE born < '${born}'`],
      }
    }),
    change(2, (rng) => {
      const day = cutOf(rng)
      return {
        ask: `Set every absence from before ${day} whose excuse is not on record to excused, and delete those from before ${day} that are on record as not excused.`,
        gold: `DELETE FROM absences WHERE day < '${day}' AND excused = 0; UPDATE absences SET excused = 1 WHERE day < '${day}' AND excused IS NULL`,
        careless: [`UPDATE absences SET excused = 1 WHERE day < '${day}' AND excused = NULL`, `DELETE FROM absences WHERE day < '${day}' AND excused IS NOT 1`], // prettier-ignore
      }
    }),
    change(3, (rng) => {
      const [subject, group, born] = [rng.pick(subjects), rng.pick(classes), dayOfYears(rng, 2011, 2013)]
      const entered = (who: string): string =>
        `INSERT INTO enrolments (pupil_id, course_id) SELECT p.id, c.id FROM pupils p JOIN courses c ON c.subject = '${subject}' WHERE ${who} AND p.born < '${born}' AND NOT EXISTS (SELECT 1 FROM enrolments e WHERE e.pupil_id = p.id AND e.course_id = c.id)`
      return {
        ask: `Enrol every pupil born before ${born} who is not on record as being in class ${group} in all courses of the subject ${subject} in which they are not yet, without a mark.`,
        gold: entered(`p.class IS NOT '${group}'`),
        careless: [entered(`p.class <> '${group}'`)],
      }
    }),
    change(4, (rng) => {
      const [most, subject] = [rng.int(1, 4), rng.pick(subjects)]
      return {
        ask: `Give every course without a teacher, but none of ${subject}, to the teacher with the fewest courses before the change (of several, the one hired first, then the one with the smallest id), and add ${most} hours to it, but to no more than 8.`,
        gold: `UPDATE courses SET hours = min(8, hours + ${most}), teacher_id = (SELECT t.id FROM teachers t LEFT JOIN courses c ON c.teacher_id = t.id GROUP BY t.id ORDER BY count(c.id), t.hired, t.id LIMIT 1) WHERE teacher_id IS NULL AND subject <> '${subject}'`,
        careless: [
          `UPDATE courses SET hours = min(8, hours + ${most}), teacher_id = (SELECT t.id FROM teachers t LEFT JOIN courses c ON c.teacher_id = t.id GROUP BY t.id ORDER BY count(*), t.hired, t.id LIMIT 1) WHERE teacher_id IS NULL AND subject <> '${subject}'`,
        ],
      }
    }),
  ],
}
