// A hospital: wards, doctors, patients, stays that may be open, treatments.
import { change, cutOf, dayOf, idsOf, laterDay, orBlank, orNull, personOf, question, type Domain } from '../domain.ts'

const specialities = ['cardiology', 'neurology', 'surgery', 'radiology'] as const
const codes = ['X-ray', 'blood test', 'ECG', 'infusion', 'suture'] as const
const bloods = ['A', 'B', 'AB', '0'] as const

export const hospital: Domain = {
  name: 'hospital',
  about: 'a hospital',
  schema: `CREATE TABLE wards (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, beds INTEGER NOT NULL CHECK (beds > 0));
CREATE TABLE doctors (id INTEGER PRIMARY KEY, name TEXT NOT NULL, speciality TEXT NOT NULL, ward_id INTEGER REFERENCES wards(id));
CREATE TABLE patients (id INTEGER PRIMARY KEY, name TEXT NOT NULL, blood TEXT, allergy TEXT);
CREATE TABLE stays (id INTEGER PRIMARY KEY, patient_id INTEGER NOT NULL REFERENCES patients(id), ward_id INTEGER NOT NULL REFERENCES wards(id), admitted TEXT NOT NULL, discharged TEXT CHECK (discharged >= admitted));
CREATE TABLE treatments (id INTEGER PRIMARY KEY, stay_id INTEGER NOT NULL REFERENCES stays(id), doctor_id INTEGER REFERENCES doctors(id), code TEXT NOT NULL, cost INTEGER CHECK (cost >= 0));`,
  fill: (rng) => {
    const names = rng.shuffle(['East', 'North', 'South', 'West', 'Tower', 'Garden'])
    const wards = idsOf(rng, rng.int(4, 6)).map((id, at) => [id, names[at] ?? '', rng.int(2, 9)])
    const doctors = idsOf(rng, rng.int(7, 10)).map((id) => [id, personOf(rng), rng.pick(specialities), orNull(rng, 5, rng.pick(wards)[0] ?? 0)]) // prettier-ignore
    const patients = idsOf(rng, rng.int(10, 14)).map((id) => [id, personOf(rng), orNull(rng, 5, rng.pick(bloods)), orBlank(rng, rng.pick(['latex', 'nuts', 'penicillin']))]) // prettier-ignore
    const stays = idsOf(rng, rng.int(16, 22)).map((id) => {
      const admitted = dayOf(rng)
      const discharged = new Date(Date.parse(admitted) + rng.int(0, 25) * 86_400_000).toISOString().slice(0, 10)
      return [id, rng.pick(patients.slice(1))[0] ?? 0, rng.pick(wards.slice(1))[0] ?? 0, admitted, orNull(rng, 4, discharged)] // prettier-ignore
    })
    const treatments = idsOf(rng, rng.int(28, 36)).map((id) => [id, rng.pick(stays.slice(2))[0] ?? 0, orNull(rng, 6, rng.pick(doctors.slice(1))[0] ?? 0), rng.pick(codes), orNull(rng, 6, rng.int(1, 30) * 10)]) // prettier-ignore
    return { wards, doctors, patients, stays, treatments }
  },
  templates: [
    question(1, (rng) => {
      const [blood, letter] = [rng.pick(bloods), rng.pick(['F', 'G', 'H', 'I', 'J', 'K', 'L'])]
      const other = rng.pick(['latex', 'nuts', 'penicillin'])
      return {
        ask: `Give the names, of those that begin with a letter from A to ${letter}, of the patients whose blood is not known to be ${blood} and for whom an allergy other than ${other} is on record (neither NULL nor empty), one row for each patient, by name.`,
        gold: `SELECT name FROM patients WHERE blood IS NOT '${blood}' AND allergy <> '' AND allergy <> '${other}' AND substr(name, 1, 1) <= '${letter}' ORDER BY name`,
        careless: [`SELECT name FROM patients WHERE blood <> '${blood}' AND allergy <> '' AND allergy <> '${other}' AND substr(name, 1, 1) <= '${letter}' ORDER BY name`, `SELECT name FROM patients WHERE blood IS NOT '${blood}' AND allergy IS NOT NULL AND allergy <> '${other}' AND substr(name, 1, 1) <= '${letter}' ORDER BY name`], // prettier-ignore
        ordered: true,
      }
    }),
    question(1, (rng) => {
      const [code, cost] = [rng.pick(codes), rng.int(80, 280)]
      return {
        ask: `For the treatments with the code ${code} that are not known to cost more than ${cost}: how many are there, on how many is a cost on record, and what is the sum of those costs?`,
        gold: `SELECT count(*), count(cost), sum(cost) FROM treatments WHERE code = '${code}' AND (cost <= ${cost} OR cost IS NULL)`,
        careless: [
          `SELECT count(*), count(cost), sum(cost) FROM treatments WHERE code = '${code}' AND cost <= ${cost}`,
        ],
      }
    }),
    question(2, (rng) => {
      const day = cutOf(rng)
      return {
        ask: `For each ward give its name and the number of different patients admitted to it on ${day} or later, 0 where there were none.`,
        gold: `SELECT w.name, count(DISTINCT s.patient_id) FROM wards w LEFT JOIN stays s ON s.ward_id = w.id AND s.admitted >= '${day}' GROUP BY w.id`,
        careless: [
          `SELECT w.name, count(s.patient_id) FROM wards w LEFT JOIN stays s ON s.ward_id = w.id AND s.admitted >= '${day}' GROUP BY w.id`,
          `SELECT w.name, count(DISTINCT s.patient_id) FROM wards w JOIN stays s ON s.ward_id = w.id AND s.admitted >= '${day}' GROUP BY w.id`,
        ],
      }
    }),
    question(2, (rng) => {
      const [speciality, cost] = [rng.pick(specialities), rng.int(100, 300)]
      return {
        ask: `For each doctor of ${speciality} give id, name and the sum of the costs of their treatments known to cost at most ${cost}, 0 where there are none.`,
        gold: `SELECT d.id, d.name, coalesce(sum(t.cost), 0) FROM doctors d LEFT JOIN treatments t ON t.doctor_id = d.id AND t.cost <= ${cost} WHERE d.speciality = '${speciality}' GROUP BY d.id`,
        careless: [
          `SELECT d.id, d.name, sum(t.cost) FROM doctors d JOIN treatments t ON t.doctor_id = d.id AND t.cost <= ${cost} WHERE d.speciality = '${speciality}' GROUP BY d.id`,
        ],
      }
    }),
    question(3, (rng) => {
      const [code, day] = [rng.pick(codes), cutOf(rng)]
      return {
        ask: `Give id and name of the patients who were admitted on ${day} or later, and in all their stays never had the treatment ${code}.`,
        gold: `SELECT id, name FROM patients p WHERE EXISTS (SELECT 1 FROM stays s WHERE s.patient_id = p.id AND s.admitted >= '${day}') AND NOT EXISTS (SELECT 1 FROM stays s JOIN treatments t ON t.stay_id = s.id WHERE s.patient_id = p.id AND t.code = '${code}')`,
        careless: [
          `SELECT DISTINCT p.id, p.name FROM patients p JOIN stays s ON s.patient_id = p.id JOIN treatments t ON t.stay_id = s.id WHERE t.code <> '${code}' AND s.admitted >= '${day}'`,
        ],
      }
    }),
    question(3, (rng) => {
      const [days, day] = [rng.int(6, 14), cutOf(rng)]
      return {
        ask: `Give the names of the wards whose stays that began on ${day} or later, the ended ones alone, lasted more than ${days} days on average, and the number of all stays that began there since then, open ones included.`,
        gold: `SELECT w.name, count(*) FROM wards w JOIN stays s ON s.ward_id = w.id WHERE s.admitted >= '${day}' GROUP BY w.id HAVING avg(julianday(s.discharged) - julianday(s.admitted)) > ${days}`,
        careless: [
          `SELECT w.name, count(*) FROM wards w JOIN stays s ON s.ward_id = w.id WHERE s.admitted >= '${day}' AND s.discharged IS NOT NULL GROUP BY w.id HAVING avg(julianday(s.discharged) - julianday(s.admitted)) > ${days}`,
        ],
      }
    }),
    question(4, (rng) => {
      const [code, cost] = [rng.pick(codes), rng.int(20, 150)]
      const summed = `SELECT doctor_id, count(*) n FROM treatments WHERE code <> '${code}' AND cost >= ${cost} AND doctor_id IS NOT NULL GROUP BY doctor_id`
      return {
        ask: `Count the treatments of each doctor that are not ${code} and known to cost at least ${cost}, doctors without such treatments left out. Give id and number of the doctors with the second highest number, which is the next below the highest; all of them where several have it.`,
        gold: `WITH t AS (${summed}) SELECT doctor_id, n FROM (SELECT doctor_id, n, dense_rank() OVER (ORDER BY n DESC) place FROM t) WHERE place = 2`,
        careless: [
          `WITH t AS (${summed}) SELECT doctor_id, n FROM t ORDER BY n DESC LIMIT 1 OFFSET 1`,
          `WITH t AS (${summed}) SELECT doctor_id, n FROM (SELECT doctor_id, n, rank() OVER (ORDER BY n DESC) place FROM t) WHERE place = 2`,
        ],
      }
    }),
    question(4, (rng) => {
      const day = cutOf(rng)
      const latest = (order: string): string =>
        `SELECT patient_id, ward_id FROM (SELECT patient_id, ward_id, row_number() OVER (PARTITION BY patient_id ORDER BY ${order}) place FROM stays WHERE admitted < '${day}') WHERE place = 1`
      return {
        ask: `For each ward give its id and the number of patients whose latest stay of those that began before ${day} (by day of admission, then by id) was in it; leave out wards without such patients.`,
        gold: `SELECT ward_id, count(*) FROM (${latest('admitted DESC, id DESC')}) GROUP BY ward_id`,
        careless: [
          `SELECT ward_id, count(*) FROM (${latest('id DESC')}) GROUP BY ward_id`,
          `SELECT ward_id, count(DISTINCT patient_id) FROM stays WHERE admitted < '${day}' GROUP BY ward_id`,
        ],
      }
    }),
    change(1, (rng) => {
      const [code, cost] = [rng.pick(codes), rng.int(50, 400)]
      return {
        ask: `Enter a cost of ${cost} for every treatment ${code} that has none on record.`,
        gold: `UPDATE treatments SET cost = ${cost} WHERE code = '${code}' AND cost IS NULL`,
        careless: [`UPDATE treatments SET cost = ${cost} WHERE code = '${code}'`, `UPDATE treatments SET cost = ${cost} WHERE code = '${code}' AND cost = NULL`], // prettier-ignore
      }
    }),
    change(2, (rng) => {
      const day = cutOf(rng)
      const old = `SELECT id FROM stays WHERE discharged < '${day}'`
      return {
        ask: `Delete the stays that ended before ${day}, with their treatments.`,
        gold: `DELETE FROM treatments WHERE stay_id IN (${old}); DELETE FROM stays WHERE discharged < '${day}'`,
        careless: [
          `DELETE FROM treatments WHERE stay_id IN (SELECT id FROM stays WHERE admitted < '${day}'); DELETE FROM stays WHERE admitted < '${day}'`,
        ],
      }
    }),
    change(3, (rng) => {
      const [day, since] = [laterDay(rng), cutOf(rng)]
      const last = `SELECT max(admitted) FROM stays o WHERE o.patient_id = stays.patient_id`
      return {
        ask: `Discharge, on ${day}, every patient with an open stay that began on ${since} or later, and set the ward of each doctor who treated during one of these stays to the ward of that doctor's treatment with the greatest id among them.`,
        gold: `UPDATE doctors SET ward_id = (SELECT s.ward_id FROM treatments t JOIN stays s ON s.id = t.stay_id WHERE t.doctor_id = doctors.id AND s.discharged IS NULL AND s.admitted >= '${since}' ORDER BY t.id DESC LIMIT 1) WHERE id IN (SELECT t.doctor_id FROM treatments t JOIN stays s ON s.id = t.stay_id WHERE s.discharged IS NULL AND s.admitted >= '${since}'); UPDATE stays SET discharged = '${day}' WHERE discharged IS NULL AND admitted >= '${since}'`,
        careless: [`UPDATE stays SET discharged = '${day}' WHERE discharged IS NULL AND admitted >= '${since}' AND admitted = (${last})`], // prettier-ignore
      }
    }),
    change(4, (rng) => {
      const [share, code] = [rng.int(10, 99), rng.pick(codes)]
      return {
        ask: `Enter a treatment ${code} with a cost of ${share} and no doctor, with the next free ids, for each patient's latest stay (by day of admission, then by id) where that stay has no treatment ${code} yet; take the stays by id.`,
        gold: `INSERT INTO treatments (stay_id, code, cost) SELECT s.id, '${code}', ${share} FROM stays s WHERE s.id = (SELECT o.id FROM stays o WHERE o.patient_id = s.patient_id ORDER BY o.admitted DESC, o.id DESC LIMIT 1) AND NOT EXISTS (SELECT 1 FROM treatments t WHERE t.stay_id = s.id AND t.code = '${code}') ORDER BY s.id`,
        careless: [
          `INSERT INTO treatments (stay_id, code, cost) SELECT s.id, '${code}', ${share} FROM stays s WHERE s.id = (SELECT max(o.id) FROM stays o WHERE o.patient_id = s.patient_id) AND NOT EXISTS (SELECT 1 FROM treatments t WHERE t.stay_id = s.id AND t.code = '${code}') ORDER BY s.id`,
        ],
      }
    }),
  ],
}
