// An airline: airports, aircraft, flights, passengers, bookings.
import type { Rng } from '../../../src/core/random.ts'
import { change, idsOf, orNull, personOf, question, type Domain } from '../domain.ts'

const airports = [
  ['AMS', 'Amsterdam', 'Netherlands'], ['BCN', 'Barcelona', 'Spain'], ['CDG', 'Paris', 'France'], ['FCO', 'Rome', 'Italy'],
  ['LIS', 'Lisbon', 'Portugal'], ['MAD', 'Madrid', 'Spain'], ['ORY', 'Paris', 'France'], ['OSL', 'Oslo', 'Norway'],
] as const // prettier-ignore
const cities = ['Amsterdam', 'Barcelona', 'Lisbon', 'Madrid', 'Paris', 'Rome'] as const
const fares = ['economy', 'business', 'first'] as const

/** A day of the first months of 2024, in which the flights are. */
function dayOf(rng: Rng): string {
  return `2024-0${rng.int(1, 4)}-${rng.int(10, 28)}`
}

export const flights: Domain = {
  name: 'flights',
  about: 'an airline',
  schema: `CREATE TABLE airports (code TEXT PRIMARY KEY, city TEXT NOT NULL, country TEXT NOT NULL);
CREATE TABLE aircraft (id INTEGER PRIMARY KEY, model TEXT NOT NULL, seats INTEGER NOT NULL CHECK (seats > 0));
CREATE TABLE flights (id INTEGER PRIMARY KEY, origin TEXT NOT NULL REFERENCES airports(code), destination TEXT NOT NULL REFERENCES airports(code), departs TEXT NOT NULL, arrives TEXT NOT NULL, aircraft_id INTEGER REFERENCES aircraft(id), delay_minutes INTEGER, CHECK (origin <> destination));
CREATE TABLE passengers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, miles INTEGER NOT NULL DEFAULT 0);
CREATE TABLE bookings (flight_id INTEGER NOT NULL REFERENCES flights(id), passenger_id INTEGER NOT NULL REFERENCES passengers(id), fare TEXT NOT NULL CHECK (fare IN ('economy', 'business', 'first')), price INTEGER NOT NULL CHECK (price >= 0), PRIMARY KEY (flight_id, passenger_id));`,
  fill: (rng) => {
    const places = rng.shuffle(airports).slice(0, 7).map((each) => [...each]) // prettier-ignore
    const aircraft = idsOf(rng, rng.int(4, 6)).map((id) => [id, rng.pick(['A319', 'A320', 'B737', 'E190']), rng.int(8, 18) * 10]) // prettier-ignore
    const trips = idsOf(rng, rng.int(18, 24)).map((id) => {
      const [from, to] = rng.shuffle(places.slice(0, 6))
      const departs = Date.UTC(2024, rng.int(0, 5), rng.int(1, 28), rng.int(5, 22), rng.int(0, 11) * 5)
      const at = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace('T', ' ')
      return [id, from?.[0] ?? '', to?.[0] ?? '', at(departs), at(departs + rng.int(12, 48) * 300_000), orNull(rng, 6, rng.pick(aircraft.slice(1))[0] ?? 0), orNull(rng, 4, Math.max(0, rng.int(-6, 12) * 5))] // prettier-ignore
    })
    const passengers = idsOf(rng, rng.int(10, 13)).map((id) => [id, personOf(rng), rng.int(0, 12) * 500])
    const bookings = passengers.slice(1).flatMap(([passenger = 0]) =>
      rng.shuffle(trips).slice(0, rng.int(1, 4)).map(([flight = 0]) => [flight, passenger, rng.pick(fares), rng.int(4, 40) * 10]),
    ) // prettier-ignore
    return { airports: places, aircraft, flights: trips, passengers, bookings }
  },
  templates: [
    question(1, (rng) => {
      const [delay, day] = [rng.int(3, 30), dayOf(rng)]
      return {
        ask: `Give id and delay of the flights that depart on ${day} or later and are not known to have been less than ${delay} minutes late, so those with no delay on record too: by delay from the longest, those without one last, then by id.`,
        gold: `SELECT id, delay_minutes FROM flights WHERE departs >= '${day}' AND (delay_minutes >= ${delay} OR delay_minutes IS NULL) ORDER BY delay_minutes DESC NULLS LAST, id`,
        careless: [
          `SELECT id, delay_minutes FROM flights WHERE departs >= '${day}' AND delay_minutes >= ${delay} ORDER BY delay_minutes DESC, id`,
        ],
        ordered: true,
      }
    }),
    question(1, (rng) => {
      const [least, other] = [rng.int(81, 140), rng.pick(['A319', 'A320', 'B737', 'E190'])]
      return {
        ask: `Give the models other than ${other} of which there is an aircraft with at least ${least} seats, each model once.`,
        gold: `SELECT DISTINCT model FROM aircraft WHERE seats >= ${least} AND model <> '${other}'`,
        careless: [`SELECT model FROM aircraft WHERE seats >= ${least} AND model <> '${other}'`],
      }
    }),
    question(2, (rng) => {
      const [city, day] = [rng.pick(cities), dayOf(rng)]
      return {
        ask: `For each city to which a flight from ${city} goes on ${day} or later, give the city and the number of those flights. A city may have several airports.`,
        gold: `SELECT d.city, count(*) FROM flights f JOIN airports o ON o.code = f.origin JOIN airports d ON d.code = f.destination WHERE o.city = '${city}' AND f.departs >= '${day}' GROUP BY d.city`,
        careless: [
          `SELECT o.city, count(*) FROM flights f JOIN airports o ON o.code = f.origin JOIN airports d ON d.code = f.destination WHERE d.city = '${city}' AND f.departs >= '${day}' GROUP BY o.city`,
        ],
      }
    }),
    question(2, (rng) => {
      const [fare, price] = [rng.pick(fares), rng.int(30, 200)]
      return {
        ask: `For every flight give its id and what its bookings of the fare ${fare} for at least ${price} brought in, 0 where there are none.`,
        gold: `SELECT f.id, coalesce(sum(b.price), 0) FROM flights f LEFT JOIN bookings b ON b.flight_id = f.id AND b.fare = '${fare}' AND b.price >= ${price} GROUP BY f.id`,
        careless: [
          `SELECT f.id, sum(b.price) FROM flights f LEFT JOIN bookings b ON b.flight_id = f.id AND b.fare = '${fare}' AND b.price >= ${price} GROUP BY f.id`,
          `SELECT f.id, sum(b.price) FROM flights f JOIN bookings b ON b.flight_id = f.id WHERE b.fare = '${fare}' AND b.price >= ${price} GROUP BY f.id`,
        ],
      }
    }),
    question(3, (rng) => {
      const miles = rng.int(1, 2500)
      return {
        ask: `Give id and name of the passengers with at least ${miles} miles who are booked both on a flight that begins in France or Spain and on a flight that ends there (which may be the same one).`,
        gold: ['origin', 'destination'].map((side) => `SELECT p.id, p.name FROM passengers p JOIN bookings b ON b.passenger_id = p.id JOIN flights f ON f.id = b.flight_id JOIN airports a ON a.code = f.${side} WHERE a.country IN ('France', 'Spain') AND p.miles >= ${miles}`).join(' INTERSECT '), // prettier-ignore
        careless: [
          `SELECT DISTINCT p.id, p.name FROM passengers p JOIN bookings b ON b.passenger_id = p.id JOIN flights f ON f.id = b.flight_id JOIN airports o ON o.code = f.origin JOIN airports d ON d.code = f.destination WHERE o.country IN ('France', 'Spain') AND d.country IN ('France', 'Spain') AND p.miles >= ${miles}`,
        ],
      }
    }),
    question(3, (rng) => {
      const [least, day, minutes] = [rng.int(2, 3), dayOf(rng), `${rng.int(90, 150)}.3`]
      return {
        ask: `Give model and id of the aircraft that flew at least ${least} flights that depart on ${day} or later, with an average time in the air of more than ${minutes} minutes in these, and that average in minutes. Do not round.`,
        gold: `SELECT a.model, a.id, avg((julianday(f.arrives) - julianday(f.departs)) * 1440) FROM aircraft a JOIN flights f ON f.aircraft_id = a.id AND f.departs >= '${day}' GROUP BY a.id HAVING count(*) >= ${least} AND avg((julianday(f.arrives) - julianday(f.departs)) * 1440) > ${minutes}`,
        careless: [
          `SELECT a.model, a.id, avg((julianday(f.arrives) - julianday(f.departs)) * 1440) FROM aircraft a JOIN flights f ON f.aircraft_id = a.id AND f.departs >= '${day}' GROUP BY a.model HAVING count(*) >= ${least} AND avg((julianday(f.arrives) - julianday(f.departs)) * 1440) > ${minutes}`,
        ],
      }
    }),
    question(4, (rng) => {
      const [fare, price] = [rng.pick(fares), rng.int(150, 390)]
      const spent = `SELECT passenger_id id, sum(price) spent FROM bookings WHERE fare <> '${fare}' AND price <= ${price} GROUP BY passenger_id`
      return {
        ask: `Of the bookings for at most ${price} that are not of the fare ${fare}: give the id of each passenger who has some, the sum of their prices, and what share of all those sums it is, as a number from 0 to 1. Do not round.`,
        gold: `WITH t AS (${spent}) SELECT id, spent, 1.0 * spent / sum(spent) OVER () FROM t`,
        careless: [
          `WITH t AS (${spent}) SELECT id, spent, spent / sum(spent) OVER () FROM t`,
          `WITH t AS (${spent}) SELECT id, spent, 1.0 * spent / (SELECT sum(price) FROM bookings) FROM t`,
        ],
      }
    }),
    question(4, (rng) => {
      const [most, day] = [rng.int(15, 80), dayOf(rng)]
      return {
        ask: `Give the pairs of flights that a passenger may change between: the second leaves from the airport where the first arrives, after the first arrives and at most ${most} days later, on ${day} or after, and does not go back to where the first began. Give the ids of the first and of the second.`,
        gold: `SELECT f.id, s.id FROM flights f JOIN flights s ON s.origin = f.destination AND s.destination <> f.origin AND s.departs > f.arrives AND julianday(s.departs) - julianday(f.arrives) <= ${most} AND s.departs >= '${day}'`,
        careless: [
          `SELECT f.id, s.id FROM flights f JOIN flights s ON s.origin = f.destination AND s.departs > f.arrives AND julianday(s.departs) - julianday(f.arrives) <= ${most} AND s.departs >= '${day}'`,
          `SELECT f.id, s.id FROM flights f JOIN flights s ON s.origin = f.destination AND s.destination <> f.origin AND s.departs > f.arrives AND s.departs >= '${day}'`,
        ],
      }
    }),
    change(1, (rng) => {
      const [fare, less, least] = [rng.pick(fares), rng.int(1, 35), rng.int(80, 220)]
      return {
        ask: `Lower the price of every booking of the fare ${fare} that costs at least ${least} by ${less}.`,
        gold: `UPDATE bookings SET price = price - ${less} WHERE fare = '${fare}' AND price >= ${least}`,
        careless: [`UPDATE bookings SET price = price - ${less} WHERE fare = '${fare}'`],
      }
    }),
    change(2, (rng) => {
      const day = dayOf(rng)
      return {
        ask: `All flights that depart on ${day} or later and have no aircraft are cancelled: delete them with their bookings.`,
        gold: `DELETE FROM bookings WHERE flight_id IN (SELECT id FROM flights WHERE aircraft_id IS NULL AND departs >= '${day}'); DELETE FROM flights WHERE aircraft_id IS NULL AND departs >= '${day}'`,
        careless: [`DELETE FROM bookings WHERE flight_id IN (SELECT id FROM flights WHERE aircraft_id IS NULL AND departs >= '${day}')`], // prettier-ignore
      }
    }),
    change(3, (rng) => {
      const [minutes, miles] = [rng.int(1, 30), rng.int(5, 40) * 10]
      const late = `SELECT count(*) FROM bookings b JOIN flights f ON f.id = b.flight_id WHERE b.passenger_id = passengers.id AND f.delay_minutes > ${minutes}`
      return {
        ask: `Give every passenger ${miles} miles more for each of their bookings on a flight that was more than ${minutes} minutes late.`,
        gold: `UPDATE passengers SET miles = miles + ${miles} * (${late})`,
        careless: [
          `UPDATE passengers SET miles = miles + ${miles} WHERE id IN (SELECT b.passenger_id FROM bookings b JOIN flights f ON f.id = b.flight_id WHERE f.delay_minutes > ${minutes})`,
        ],
      }
    }),
    change(4, (rng) => {
      const [fare, price, most] = [rng.pick(fares), rng.int(50, 200), rng.int(150, 260)]
      const last = 'SELECT id FROM flights ORDER BY departs DESC, id DESC LIMIT 1'
      return {
        ask: `Book every passenger who has no booking or whose dearest costs less than ${most} on the flight that departs last (of several, the one with the greatest id) in the fare ${fare} for ${price}. Whoever is booked on it already pays ${price} for it instead, in the fare they have.`,
        gold: `INSERT INTO bookings SELECT (${last}), p.id, '${fare}', ${price} FROM passengers p WHERE coalesce((SELECT max(price) FROM bookings b WHERE b.passenger_id = p.id), 0) < ${most} ON CONFLICT DO UPDATE SET price = excluded.price`,
        careless: [
          `INSERT OR IGNORE INTO bookings SELECT (${last}), p.id, '${fare}', ${price} FROM passengers p WHERE coalesce((SELECT max(price) FROM bookings b WHERE b.passenger_id = p.id), 0) < ${most}`,
          `INSERT OR REPLACE INTO bookings SELECT (${last}), p.id, '${fare}', ${price} FROM passengers p WHERE (SELECT max(price) FROM bookings b WHERE b.passenger_id = p.id) < ${most}`,
        ],
      }
    }),
  ],
}
