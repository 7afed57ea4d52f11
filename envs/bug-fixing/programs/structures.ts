// Programs about intervals and graphs.
import type { Program } from './program.ts'

export const intervals: Program = {
  id: 'intervals',
  modules: {
    merge: `def merge(spans):
    """Spans [start, end) that touch or overlap become one; empty ones are dropped."""
    told = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if told and start <= told[-1][1]:
            told[-1][1] = max(told[-1][1], end)
        else:
            told.append([start, end])
    return told


def covered(spans):
    """How much they cover together."""
    return sum(end - start for start, end in merge(spans))
`,
    gaps: `from .merge import merge


def gaps(spans, start, end):
    """What of [start, end) none of them covers."""
    told, at = [], start
    for first, last in merge(spans):
        if first > at and at < end:
            told.append([at, min(first, end)])
        at = max(at, last)
    if at < end:
        told.append([at, end])
    return told


def first_free(spans, length, start, end):
    """Where the first free span of the length begins; None where there is none."""
    for first, last in gaps(spans, start, end):
        if last - first >= length:
            return first
    return None
`,
  },
  tests: `import unittest
from intervals.gaps import gaps
from intervals.merge import covered, merge


class Tests(unittest.TestCase):
    def test_merge(self):
        self.assertEqual(merge([[3, 5], [1, 4]]), [[1, 5]])
        self.assertEqual(covered([[0, 2], [5, 6]]), 3)

    def test_gaps(self):
        self.assertEqual(gaps([[2, 3]], 0, 5), [[0, 2], [3, 5]])
`,
  hidden: [
    [
      'merge.merge',
      [
        [1, 2],
        [2, 3],
        [5, 5],
        [7, 6],
        [9, 12],
        [10, 11],
      ],
    ],
    ['merge.merge', []],
    [
      'merge.merge',
      [
        [4, 6],
        [1, 2],
      ],
    ],
    [
      'merge.covered',
      [
        [0, 10],
        [2, 3],
        [12, 15],
      ],
    ],
    [
      'gaps.gaps',
      [
        [0, 2],
        [4, 6],
        [8, 20],
      ],
      1,
      10,
    ],
    ['gaps.gaps', [[12, 14]], 0, 10],
    ['gaps.gaps', [[0, 10]], 0, 10],
    [
      'gaps.gaps',
      [
        [-5, -1],
        [3, 4],
      ],
      0,
      3,
    ],
    ['gaps.gaps', [], 2, 2],
    [
      'gaps.first_free',
      [
        [0, 2],
        [3, 5],
        [8, 9],
      ],
      2,
      0,
      20,
    ],
    [
      'gaps.first_free',
      [
        [0, 2],
        [3, 5],
      ],
      3,
      0,
      7,
    ],
    ['gaps.first_free', [[1, 9]], 1, 0, 10],
  ],
}

export const routes: Program = {
  id: 'routes',
  modules: {
    graph: `def neighbours(roads):
    """Roads [place, place, length] go both ways; of two between the same places the shorter one counts."""
    told = {}
    for first, second, length in roads:
        for start, end in ((first, second), (second, first)):
            known = told.setdefault(start, {})
            known[end] = min(length, known.get(end, length))
    return told


def reachable(roads, start):
    """All places that can be reached, the start among them, in order of name."""
    near, seen, left = neighbours(roads), {start}, [start]
    while left:
        for place in near.get(left.pop(), {}):
            if place not in seen:
                seen.add(place)
                left.append(place)
    return sorted(seen)
`,
    shortest: `from .graph import neighbours


def distance(roads, start, end):
    """The length of the shortest way; None where there is none."""
    near, done = neighbours(roads), set()
    best = {start: 0}
    while True:
        open_places = [place for place in best if place not in done]
        if not open_places:
            return None
        place = min(open_places, key=lambda each: (best[each], each))
        if place == end:
            return best[place]
        done.add(place)
        for other, length in near.get(place, {}).items():
            if other not in best or best[place] + length < best[other]:
                best[other] = best[place] + length


def farthest(roads, start):
    """[place, distance] of the place farthest away; the first by name of equals."""
    found = [start, 0]
    for place in sorted(neighbours(roads)):
        way = distance(roads, start, place)
        if way is not None and way > found[1]:
            found = [place, way]
    return found
`,
  },
  tests: `import unittest
from routes.graph import reachable
from routes.shortest import distance

ROADS = [["a", "b", 2], ["b", "c", 3]]


class Tests(unittest.TestCase):
    def test_reachable(self):
        self.assertEqual(reachable(ROADS, "a"), ["a", "b", "c"])

    def test_distance(self):
        self.assertEqual(distance(ROADS, "a", "c"), 5)
`,
  hidden: [
    [
      'graph.neighbours',
      [
        ['a', 'b', 5],
        ['b', 'a', 3],
        ['a', 'b', 9],
      ],
    ],
    [
      'graph.reachable',
      [
        ['a', 'b', 1],
        ['c', 'd', 1],
      ],
      'd',
    ],
    ['graph.reachable', [], 'x'],
    [
      'shortest.distance',
      [
        ['a', 'b', 7],
        ['a', 'c', 2],
        ['c', 'b', 3],
        ['b', 'd', 1],
      ],
      'a',
      'd',
    ],
    [
      'shortest.distance',
      [
        ['a', 'b', 7],
        ['c', 'd', 3],
      ],
      'a',
      'd',
    ],
    ['shortest.distance', [['a', 'b', 7]], 'b', 'b'],
    [
      'shortest.distance',
      [
        ['a', 'b', 1],
        ['b', 'c', 1],
        ['a', 'c', 2],
        ['c', 'd', 4],
        ['a', 'd', 7],
      ],
      'a',
      'd',
    ],
    [
      'shortest.farthest',
      [
        ['a', 'b', 4],
        ['a', 'c', 4],
        ['b', 'd', 1],
        ['c', 'e', 1],
      ],
      'a',
    ],
    ['shortest.farthest', [['x', 'y', 1]], 'a'],
    [
      'shortest.farthest',
      [
        ['a', 'b', 1],
        ['b', 'c', 9],
      ],
      'c',
    ],
  ],
}
