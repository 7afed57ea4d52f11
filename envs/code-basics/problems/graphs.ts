// Problems about graphs: who reaches whom, and at what price.
import { block, type CodeProblem } from '../problem.ts'

export const graphs: readonly CodeProblem[] = [
  {
    id: 'rumour-rounds',
    title: 'How far a rumour goes',
    level: 'easy',
    statement:
      '`calls` is a list of pairs [from, to]: whoever is named `from` tells everything heard so far to `to`. The calls happen in the order of the list. At first only "ana" knows a rumour. Return, in alphabetical order, the names of all who know it after the last call, "ana" among them. Names are lower-case words; there are 0 to 1,000 calls.',
    signature: 'who_knows(calls: text[][]) -> text[]',
    cases: block`
      [["ana", "bo"], ["bo", "cy"]] -> ["ana", "bo", "cy"]
      [["bo", "cy"], ["ana", "bo"]] -> ["ana", "bo"]
      [] -> ["ana"]
      [["bo", "ana"]] -> ["ana"]
      [["ana", "zoe"], ["ana", "abe"]] -> ["abe", "ana", "zoe"]
      [["ana", "ana"]] -> ["ana"]
      [["ana", "bo"], ["cy", "bo"], ["bo", "cy"], ["cy", "di"]] -> ["ana", "bo", "cy", "di"]
      [["eve", "bo"], ["ana", "eve"], ["eve", "cy"], ["cy", "bo"], ["dan", "ed"]] -> ["ana", "bo", "cy", "eve"]
      [["ana", "bo"], ["ana", "bo"], ["bo", "ana"]] -> ["ana", "bo"]
      [["cy", "di"], ["bo", "cy"], ["ana", "bo"]] -> ["ana", "bo"]
    `,
    python: block`
      def who_knows(calls):
          knows = {"ana"}
          for teller, listener in calls:
              if teller in knows:
                  knows.add(listener)
          return sorted(knows)
    `,
    javascript: block`
      function whoKnows(calls) {
        const knows = new Set(['ana'])
        for (const [from, to] of calls) if (knows.has(from)) knows.add(to)
        return [...knows].sort()
      }
    `,
    slips: [
      {
        why: 'calls go both ways',
        python: [
          '    if teller in knows:',
          '    if listener in knows:\n            knows.add(teller)\n        if teller in knows:',
        ],
        javascript: [
          'if (knows.has(from)) knows.add(to)',
          'if (knows.has(from) || knows.has(to)) knows.add(to).add(from)',
        ],
      },
      {
        why: 'leaves out ana',
        python: ['sorted(knows)', 'sorted(knows - {"ana"})'],
        javascript: ['[...knows].sort()', '[...knows].slice(1).sort()'],
      },
    ],
  },
  {
    id: 'build-order',
    title: 'Build order',
    level: 'hard',
    statement:
      'There are `count` tasks with the numbers 0 to `count` - 1. Each pair [a, b] of `needs` says that task a needs task b to be finished first; pairs may be repeated. Return the order of all tasks that comes first when orders are compared number by number (at each place the smallest task that can be done then), or NULL where no order works. `count` is from 0 to 2,000.',
    signature: 'build_order(count: int, needs: int[][]) -> int[]?',
    cases: block`
      4, [[0, 1], [2, 1]] -> [1, 0, 2, 3]
      2, [[0, 1], [1, 0]] -> null
      0, [] -> []
      1, [] -> [0]
      1, [[0, 0]] -> null
      3, [] -> [0, 1, 2]
      3, [[0, 2], [0, 2]] -> [1, 2, 0]
      5, [[4, 0], [1, 4], [1, 3], [3, 2]] -> [0, 2, 3, 4, 1]
      6, [[0, 5], [5, 3], [3, 0], [1, 2]] -> null
      7, [[0, 6], [1, 5], [2, 4], [3, 4], [4, 6]] -> [5, 1, 6, 0, 4, 2, 3]
      12, [[10, 11], [9, 10], [8, 9], [7, 8], [6, 7], [5, 6], [4, 5], [3, 4], [2, 3], [1, 2], [0, 1]] -> [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]
    `,
    python: block`
      from heapq import heapify, heappop, heappush


      def build_order(count, needs):
          pairs = {(a, b) for a, b in needs}
          waits = [0] * count
          followers = [[] for _ in range(count)]
          for a, b in pairs:
              waits[a] += 1
              followers[b].append(a)
          ready = [task for task in range(count) if waits[task] == 0]
          heapify(ready)
          order = []
          while ready:
              task = heappop(ready)
              order.append(task)
              for follower in followers[task]:
                  waits[follower] -= 1
                  if waits[follower] == 0:
                      heappush(ready, follower)
          return order if len(order) == count else None
    `,
    javascript: block`
      function buildOrder(count, needs) {
        const waiting = Array.from({ length: count }, () => new Set())
        for (const [a, b] of needs) waiting[a].add(b)
        const left = new Set(waiting.keys())
        const order = []
        while (left.size > 0) {
          const next = [...left].find((task) => waiting[task].size === 0)
          if (next === undefined) return null
          left.delete(next)
          order.push(next)
          for (const task of left) waiting[task].delete(next)
        }
        return order
      }
    `,
    slips: [
      {
        why: 'reads pairs the other way round',
        python: ['for a, b in pairs', 'for b, a in pairs'],
        javascript: ['for (const [a, b]', 'for (const [b, a]'],
      },
      {
        why: 'gives part of an order',
        python: ['order if len(order) == count else None', 'order'],
        javascript: ['return null', 'return order'],
      },
    ],
  },
  {
    id: 'friend-groups',
    title: 'Groups of friends',
    level: 'medium',
    statement:
      'The first line of the input holds two numbers: how many people there are (1 to 2,000, numbered from 1) and how many friendships follow (0 to 5,000), one a line as two numbers. Friends of friends belong to one group; who has no friend is a group alone. Print the number of groups and the size of the largest one, separated by a space.',
    cases: block`
      "5 3\n1 2\n2 3\n4 5" -> "2 3"
      "3 0" -> "3 1"
      "1 0" -> "1 1"
      "2 1\n1 2" -> "1 2"
      "2 2\n1 2\n2 1" -> "1 2"
      "4 3\n1 1\n2 2\n3 4" -> "3 2"
      "6 5\n1 6\n2 5\n3 4\n6 5\n4 1" -> "1 6"
      "7 4\n7 6\n5 4\n6 5\n2 1" -> "3 4"
      "10 9\n1 2\n3 2\n3 4\n5 4\n5 6\n7 6\n7 8\n9 8\n9 10" -> "1 10"
      "2000 2\n1 2000\n1999 2000" -> "1998 3"
    `,
    python: block`
      def solve(text):
          numbers = [int(word) for word in text.split()]
          people = numbers[0]
          group = list(range(people + 1))

          def leader(person):
              while group[person] != person:
                  group[person] = group[group[person]]
                  person = group[person]
              return person

          for a, b in zip(numbers[2::2], numbers[3::2]):
              group[leader(a)] = leader(b)
          sizes = {}
          for person in range(1, people + 1):
              first = leader(person)
              sizes[first] = sizes.get(first, 0) + 1
          return str(len(sizes)) + " " + str(max(sizes.values()))
    `,
    javascript: block`
      function solve(text) {
        const [[people], ...pairs] = text.split('\n').map((line) => line.split(' ').map(Number))
        const friends = Array.from({ length: people + 1 }, () => [])
        for (const [a, b] of pairs) {
          friends[a].push(b)
          friends[b].push(a)
        }
        const seen = new Set()
        const sizes = []
        for (let first = 1; first <= people; first++) {
          const waiting = seen.has(first) ? [] : [first]
          let size = 0
          while (waiting.length > 0) {
            const person = waiting.pop()
            if (seen.has(person)) continue
            seen.add(person)
            size++
            waiting.push(...friends[person])
          }
          if (size > 0) sizes.push(size)
        }
        return sizes.length + ' ' + Math.max(...sizes)
      }
    `,
    slips: [
      {
        why: 'friends of friends do not count',
        python: ['group[leader(a)] = leader(b)', 'group[a] = b'],
        javascript: ['waiting.push(...friends[person])', 'if (person === first) waiting.push(...friends[person])'],
      },
      {
        why: 'leaves out those without friends',
        python: ['str(len(sizes))', 'str(sum(size > 1 for size in sizes.values()))'],
        javascript: ['sizes.length', 'sizes.filter((size) => size > 1).length'],
      },
    ],
  },
  {
    id: 'cheapest-route',
    title: 'Cheapest route with a voucher',
    level: 'hard',
    statement:
      'Towns are numbered from 0 to `towns` - 1. Each item [a, b, price] of `roads` is a road that can be driven both ways for `price` (0 to 1,000). Once on the whole way you may drive one road for half its price, rounded down. Return the smallest total price from town 0 to town `towns` - 1, or NULL where no road leads there. `towns` is from 1 to 200, and there are at most 2,000 roads, perhaps several between the same towns.',
    signature: 'cheapest_route(towns: int, roads: int[][]) -> int?',
    cases: block`
      3, [[0, 1, 10], [1, 2, 7], [0, 2, 30]] -> 12
      2, [] -> null
      1, [] -> 0
      2, [[1, 0, 5]] -> 2
      2, [[0, 1, 9], [0, 1, 8]] -> 4
      3, [[0, 1, 1], [1, 2, 1]] -> 1
      4, [[0, 1, 100], [1, 3, 0], [0, 2, 40], [2, 3, 20]] -> 40
      4, [[0, 1, 3], [1, 2, 3], [2, 3, 3], [0, 3, 14]] -> 7
      4, [[0, 1, 5], [2, 3, 5]] -> null
      6, [[0, 1, 7], [0, 2, 9], [0, 5, 24], [1, 2, 10], [1, 3, 15], [2, 3, 11], [2, 5, 22], [3, 4, 6], [4, 5, 9]] -> 12
      3, [[0, 1, 0], [1, 2, 1000], [0, 2, 1001]] -> 500
    `,
    python: block`
      from heapq import heappop, heappush


      def cheapest_route(towns, roads):
          leaving = [[] for _ in range(towns)]
          for a, b, price in roads:
              leaving[a].append((b, price))
              leaving[b].append((a, price))
          done = set()
          waiting = [(0, 0, False)]
          while waiting:
              paid, town, used = heappop(waiting)
              if town == towns - 1:
                  return paid
              if (town, used) in done:
                  continue
              done.add((town, used))
              for near, price in leaving[town]:
                  heappush(waiting, (paid + price, near, used))
                  if not used:
                      heappush(waiting, (paid + price // 2, near, True))
          return None
    `,
    javascript: block`
      function cheapestRoute(towns, roads) {
        const full = Array(towns).fill(Infinity)
        const halved = Array(towns).fill(Infinity)
        full[0] = 0
        halved[0] = 0
        const both = roads.flatMap(([a, b, price]) => [[a, b, price], [b, a, price]])
        for (let round = 0; round < 2 * towns; round++) {
          for (const [a, b, price] of both) {
            full[b] = Math.min(full[b], full[a] + price)
            halved[b] = Math.min(halved[b], halved[a] + price, full[a] + Math.floor(price / 2))
          }
        }
        const best = halved[towns - 1]
        return best === Infinity ? null : best
      }
    `,
    slips: [
      {
        why: 'half price on every road',
        python: ['near, True)', 'near, False)'],
        javascript: [
          'full[b] = Math.min(full[b], full[a] + price)',
          'full[b] = Math.min(full[b], full[a] + Math.floor(price / 2))',
        ],
      },
      {
        why: 'roads lead one way only',
        python: ['leaving[b].append((a, price))', 'pass'],
        javascript: [', [b, a, price]', ''],
      },
    ],
  },
]
