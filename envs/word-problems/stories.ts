// The stories of word problems, by the number of their steps. Each draws its numbers so that the answer is whole.
import type { Rng } from '../../src/core/random.ts'

/** A story with its numbers; `compact` names the story by a letter and lists the numbers. */
export type Story = (rng: Rng) => { readonly words: string; readonly compact: string; readonly answer: number }

// Who it is about follows from the numbers: with names of their own the same problem would be in both splits.
const names = ['Ada', 'Ben', 'Chioma', 'Dora', 'Emil', 'Farid', 'Gita', 'Hugo', 'Ines', 'Jun']
const things = ['apples', 'books', 'cards', 'coins', 'marbles', 'pencils', 'shells', 'stamps']

const who = (number: number, place = 0): string => names[(number + 3 * place) % names.length] as string
const what = (number: number): string => things[number % things.length] as string

const oneStep: readonly Story[] = [
  (rng) => {
    const [had, got] = [rng.int(5, 99), rng.int(5, 99)]
    return {
      words: `${who(had + got)} has ${had} ${what(had + got)} and gets ${got} more. How many are there now?`,
      compact: `A${had},${got}:`,
      answer: had + got,
    }
  },
  (rng) => {
    const [left, gave] = [rng.int(5, 99), rng.int(5, 99)]
    return {
      words: `${who(left + gave + gave)} has ${left + gave} ${what(left + gave + gave)} and gives ${gave} away. How many are left?`,
      compact: `B${left + gave},${gave}:`,
      answer: left,
    }
  },
  (rng) => {
    const [boxes, each] = [rng.int(3, 20), rng.int(4, 30)]
    return {
      words: `There are ${boxes} boxes with ${each} ${what(boxes + each)} each. How many are there in all?`,
      compact: `C${boxes},${each}:`,
      answer: boxes * each,
    }
  },
]

const twoSteps: readonly Story[] = [
  (rng) => {
    const [boxes, each, loose] = [rng.int(3, 20), rng.int(4, 30), rng.int(2, 40)]
    return {
      words: `${who(boxes + each + loose)} fills ${boxes} boxes with ${each} ${what(boxes + each + loose)} each and has ${loose} over. How many were there at first?`,
      compact: `D${boxes},${each},${loose}:`,
      answer: boxes * each + loose,
    }
  },
  (rng) => {
    const [friends, each, kept] = [rng.int(3, 12), rng.int(3, 30), rng.int(2, 40)]
    return {
      words: `${who(friends * each + kept + kept + friends)} has ${friends * each + kept} ${what(friends * each + kept + kept + friends)}, keeps ${kept} and shares the others equally among ${friends} friends. How many does each friend get?`,
      compact: `E${friends * each + kept},${kept},${friends}:`,
      answer: each,
    }
  },
  (rng) => {
    const [price, count] = [rng.int(3, 40), rng.int(2, 15)]
    const paid = price * count + rng.int(1, 99)
    return {
      words: `A ticket costs ${price} coins. ${who(price + count + paid)} buys ${count} tickets and pays with ${paid} coins. How many coins come back?`,
      compact: `F${price},${count},${paid}:`,
      answer: paid - price * count,
    }
  },
]

const threeSteps: readonly Story[] = [
  (rng) => {
    const [rows, each, half] = [rng.int(3, 15), 2 * rng.int(4, 15), rng.int(3, 30)]
    return {
      words: `An orchard has ${rows} rows of ${each} trees. Half of all the trees are cut down, then ${half} new ones are planted. How many trees stand there then?`,
      compact: `G${rows},${each},${half}:`,
      answer: (rows * each) / 2 + half,
    }
  },
  (rng) => {
    const [first, more, times] = [rng.int(5, 40), rng.int(2, 30), rng.int(2, 6)]
    const [one, two, three] = [who(first + more + times), who(first + more + times, 1), who(first + more + times, 2)]
    return {
      words: `${one} has ${first} points. ${two} has ${more} more than ${one}, and ${three} has ${times} times as many as ${two}. How many points have all three together?`,
      compact: `H${first},${more},${times}:`,
      answer: first + (first + more) * (1 + times),
    }
  },
  (rng) => {
    const [adults, children, price, less] = [rng.int(2, 9), rng.int(2, 12), rng.int(9, 30), rng.int(2, 8)]
    return {
      words: `A museum asks ${price} coins of an adult and ${less} coins less of a child. What do ${adults} adults and ${children} children pay in all?`,
      compact: `I${price},${less},${adults},${children}:`,
      answer: adults * price + children * (price - less),
    }
  },
]

const fourSteps: readonly Story[] = [
  (rng) => {
    const [price, count, percent, delivery] = [20 * rng.int(1, 12), rng.int(2, 9), 5 * rng.int(1, 9), rng.int(3, 25)]
    return {
      words: `A chair costs ${price} coins. ${who(price + count + percent + delivery)} buys ${count} of them, gets ${percent} % off the whole price and pays ${delivery} coins for delivery. How many coins is that in all?`,
      compact: `J${price},${count},${percent},${delivery}:`,
      answer: (price * count * (100 - percent)) / 100 + delivery,
    }
  },
  (rng) => {
    const [speed, hours, faster, more] = [10 * rng.int(3, 9), rng.int(2, 6), 10 * rng.int(1, 5), rng.int(1, 5)]
    const extra = rng.int(5, 90)
    return {
      words: `A train runs ${hours} hours at ${speed} kilometres an hour, then ${more} hours at ${faster} kilometres an hour more than before. It still has ${extra} kilometres to go. How many kilometres is the whole way?`,
      compact: `K${speed},${hours},${faster},${more},${extra}:`,
      answer: speed * hours + (speed + faster) * more + extra,
    }
  },
  (rng) => {
    const [fills, leaks, minutes, start] = [rng.int(8, 30), rng.int(1, 7), rng.int(5, 40), rng.int(90, 300)]
    const drunk = rng.int(1, 10)
    return {
      words: `A tank holds ${start} litres. A pipe adds ${fills} litres a minute and a leak loses ${leaks} litres a minute, for ${minutes} minutes. Then ${drunk} buckets of 9 litres are taken out. How many litres are left?`,
      compact: `L${start},${fills},${leaks},${minutes},${drunk}:`,
      answer: start + (fills - leaks) * minutes - 9 * drunk,
    }
  },
]

const fiveSteps: readonly Story[] = [
  (rng) => {
    const [left, gave, factor, first] = [rng.int(3, 60), rng.int(3, 60), rng.int(2, 5), rng.int(2, 40)]
    const doubled = factor * (left + gave)
    const start = 2 * (doubled + first)
    return {
      words: `${who(first + factor + gave + left)} gave half of some ${what(first + factor + gave + left)} to a school and ${first} of the others to a friend, shared what was left equally among ${factor} bags, and took ${gave} out of one bag. That bag now holds ${left}. How many were there at first?`,
      compact: `M${first},${factor},${gave},${left}:`,
      answer: start,
    }
  },
  (rng) => {
    const [younger, gap, years, times] = [rng.int(3, 50), rng.int(2, 12), rng.int(2, 15), rng.int(2, 4)]
    const sum = times * (younger + younger + gap + 2 * years)
    const [one, two] = [who(gap + years + times + sum), who(gap + years + times + sum, 1)]
    return {
      words: `${one} is ${gap} years older than ${two}. In ${years} years, ${times} times the sum of their ages will be ${sum}. How old is ${two} now?`,
      compact: `N${gap},${years},${times},${sum}:`,
      answer: younger,
    }
  },
  (rng) => {
    const [workers, days, more, walls] = [rng.int(2, 9), rng.int(2, 40), rng.int(1, 9), rng.int(2, 9)]
    const total = workers * days * walls
    const after = rng.int(1, 30) * (workers + more)
    return {
      words: `${workers} painters paint ${total} walls in ${days} days, each as many a day. Then ${more} painters who are as quick join them, and together they paint ${after * walls} walls more. How many days does the whole work take?`,
      compact: `O${workers},${total},${days},${more},${after * walls}:`,
      answer: days + after / (workers + more),
    }
  },
]

/** By level. */
export const stories: readonly (readonly Story[])[] = [oneStep, twoSteps, threeSteps, fourSteps, fiveSteps]
