// Programs about texts and expressions.
import type { Program } from './program.ts'

export const wordstats: Program = {
  id: 'wordstats',
  modules: {
    words: `def tokens(text):
    """Words in lower case: letters and apostrophes within them."""
    found, word = [], ""
    for letter in text.lower() + " ":
        if letter.isalpha() or (letter == "'" and word != ""):
            word += letter
        elif word != "":
            found.append(word.rstrip("'"))
            word = ""
    return found


def counts(text):
    """How often each word stands there."""
    told = {}
    for word in tokens(text):
        told[word] = told.get(word, 0) + 1
    return told
`,
    rank: `from .words import counts, tokens


def top(text, most):
    """The most frequent words as [word, count]; equals in alphabetical order."""
    return [list(pair) for pair in sorted(counts(text).items(), key=lambda pair: (-pair[1], pair[0]))[:most]]


def longest(text):
    """The first of the longest words; empty where there is none."""
    best = ""
    for word in tokens(text):
        if len(word) > len(best):
            best = word
    return best


def variety(text):
    """Different words in a hundred, rounded down; 0 of no words."""
    words = tokens(text)
    return len(set(words)) * 100 // len(words) if words else 0
`,
  },
  tests: `import unittest
from wordstats.rank import longest, top
from wordstats.words import counts, tokens


class Tests(unittest.TestCase):
    def test_tokens(self):
        self.assertEqual(tokens("Ada's cat, a cat"), ["ada's", "cat", "a", "cat"])
        self.assertEqual(counts("a b a"), {"a": 2, "b": 1})

    def test_rank(self):
        self.assertEqual(top("a b a", 1), [["a", 2]])
        self.assertEqual(longest("one three"), "three")
`,
  hidden: [
    ['words.tokens', "It's 'quoted' -- don't STOP'"],
    ['words.tokens', ''],
    ['words.tokens', 'x1y'],
    ['words.counts', 'The the THE end'],
    ['rank.top', 'b a c b a d', 3],
    ['rank.top', 'x', 5],
    ['rank.top', 'd c b a', 2],
    ['rank.longest', 'aa bb c'],
    ['rank.longest', '...'],
    ['rank.longest', 'a bbb cc ddd'],
    ['rank.variety', 'a b a'],
    ['rank.variety', ''],
    ['rank.variety', 'a b c d'],
  ],
}

export const rpn: Program = {
  id: 'rpn',
  modules: {
    order: `RANK = {"+": 1, "-": 1, "*": 2, "/": 2}


def split(text):
    """Numbers, operators and brackets of an expression without signs."""
    found, digits = [], ""
    for letter in text + " ":
        if letter.isdigit():
            digits += letter
            continue
        if digits != "":
            found.append(digits)
            digits = ""
        if letter in "+-*/()":
            found.append(letter)
    return found


def to_rpn(text):
    """In reverse Polish notation; operators of one rank go from left to right."""
    out, held = [], []
    for token in split(text):
        if token.isdigit():
            out.append(token)
        elif token == "(":
            held.append(token)
        elif token == ")":
            while held[-1] != "(":
                out.append(held.pop())
            held.pop()
        else:
            while held and held[-1] != "(" and RANK[held[-1]] >= RANK[token]:
                out.append(held.pop())
            held.append(token)
    return out + held[::-1]
`,
    evaluate: `from .order import to_rpn


def evaluate(text):
    """The value; division rounds down, and None is told of a division by zero."""
    stack = []
    for token in to_rpn(text):
        if token.isdigit():
            stack.append(int(token))
            continue
        right, left = stack.pop(), stack.pop()
        if token == "+":
            stack.append(left + right)
        elif token == "-":
            stack.append(left - right)
        elif token == "*":
            stack.append(left * right)
        elif right == 0:
            return None
        else:
            stack.append(left // right)
    return stack[0]
`,
  },
  tests: `import unittest
from rpn.evaluate import evaluate
from rpn.order import split, to_rpn


class Tests(unittest.TestCase):
    def test_split(self):
        self.assertEqual(split("12+(3)"), ["12", "+", "(", "3", ")"])

    def test_rpn(self):
        self.assertEqual(to_rpn("1+2"), ["1", "2", "+"])

    def test_evaluate(self):
        self.assertEqual(evaluate("6 / 2"), 3)
`,
  hidden: [
    ['order.split', ' 10 * ( 2-33 )/4 '],
    ['order.to_rpn', '1+2*3-4'],
    ['order.to_rpn', '(1+2)*3'],
    ['order.to_rpn', '8/4/2'],
    ['order.to_rpn', '2*(3-(4-5))'],
    ...['1+2*3', '10-3-2', '100/7/2', '(2+3)*(4-1)', '7/(3-3)', '2*3+4*5', '9-(8-(7-6))', '0/5', '42', '5-9/2'].map(
      (text) => ['evaluate.evaluate', text] as const,
    ),
  ],
}

export const textwrapkit: Program = {
  id: 'textwrapkit',
  modules: {
    wrap: `def wrap(text, width):
    """Lines of at most so many letters; a word that is longer stands alone."""
    lines, line = [], ""
    for word in text.split():
        if line == "":
            line = word
        elif len(line) + 1 + len(word) <= width:
            line += " " + word
        else:
            lines.append(line)
            line = word
    if line != "":
        lines.append(line)
    return lines


def justify(line, width):
    """Blanks between words are spread so that the line has the width; the first gaps get one more."""
    words = line.split()
    if len(words) < 2:
        return line
    blanks = width - sum(len(word) for word in words)
    gaps = len(words) - 1
    text = words[0]
    for place, word in enumerate(words[1:]):
        text += " " * (blanks // gaps + (1 if place < blanks % gaps else 0)) + word
    return text
`,
    columns: `from .wrap import justify, wrap


def block(text, width):
    """Wrapped, and justified but for the last line."""
    lines = wrap(text, width)
    return [justify(line, width) for line in lines[:-1]] + lines[-1:]


def table(rows):
    """Columns as wide as their widest cell, two blanks between them, none at the end of a line."""
    if not rows:
        return []
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]
`,
  },
  tests: `import unittest
from textwrapkit.columns import table
from textwrapkit.wrap import justify, wrap


class Tests(unittest.TestCase):
    def test_wrap(self):
        self.assertEqual(wrap("a bb ccc", 4), ["a bb", "ccc"])

    def test_justify(self):
        self.assertEqual(justify("a b", 5), "a   b")

    def test_table(self):
        self.assertEqual(table([["a", "b"]]), ["a  b"])
`,
  hidden: [
    ['wrap.wrap', 'one two three four', 7],
    ['wrap.wrap', 'enormous a b', 4],
    ['wrap.wrap', '   ', 5],
    ['wrap.wrap', 'aa bb cc', 5],
    ['wrap.wrap', 'aa bb', 4],
    ['wrap.justify', 'a b c d', 12],
    ['wrap.justify', 'alone', 9],
    ['wrap.justify', 'aa bb cc', 11],
    ['wrap.justify', 'a b c', 5],
    ['columns.block', 'the quick brown fox jumps over it', 11],
    ['columns.block', 'one', 9],
    [
      'columns.table',
      [
        ['name', 'n'],
        ['x', '1000'],
        ['longer', ''],
      ],
    ],
    ['columns.table', []],
  ],
}

export const versions: Program = {
  id: 'versions',
  modules: {
    parse: `def parse(text):
    """[major, minor, patch]; what is missing is 0, and None is told of what is no version."""
    parts = text.lstrip("v").split(".")
    if len(parts) > 3 or not all(part.isdigit() for part in parts):
        return None
    numbers = [int(part) for part in parts]
    return numbers + [0] * (3 - len(numbers))


def compare(first, second):
    """-1, 0 or 1, as the first is older, the same or newer."""
    left, right = parse(first), parse(second)
    if left == right:
        return 0
    return -1 if left < right else 1
`,
    choose: `from .parse import compare, parse


def fits(version, wanted):
    """Wanted is a version, or one behind ^ (the same major, not older) or >= (not older)."""
    if wanted.startswith(">="):
        return compare(version, wanted[2:]) >= 0
    if wanted.startswith("^"):
        return parse(version)[0] == parse(wanted[1:])[0] and compare(version, wanted[1:]) >= 0
    return compare(version, wanted) == 0


def newest(versions, wanted):
    """The newest that fits; None where none does."""
    best = None
    for version in versions:
        if fits(version, wanted) and (best is None or compare(version, best) > 0):
            best = version
    return best
`,
  },
  tests: `import unittest
from versions.choose import fits, newest
from versions.parse import compare, parse


class Tests(unittest.TestCase):
    def test_parse(self):
        self.assertEqual(parse("1.2"), [1, 2, 0])

    def test_compare(self):
        self.assertEqual(compare("1.0", "2.0"), -1)

    def test_choose(self):
        self.assertTrue(fits("1.5", "^1.2"))
        self.assertEqual(newest(["1.0", "1.1"], "^1.0"), "1.1")
`,
  hidden: [
    ...['v1.2.3', '4', '1.2.3.4', 'a.b', '0.10', '1..2', ''].map((text) => ['parse.parse', text] as const),
    ...[
      ['1.10', '1.9'],
      ['1.0.0', '1'],
      ['0.9.9', '1.0'],
      ['2', '1.99.99'],
    ].map((args) => ['parse.compare', ...args] as const),
    ...[
      ['2.0', '^1.0'],
      ['1.0', '^1.0'],
      ['1.0', '^1.1'],
      ['3.0', '>=2.5'],
      ['2.5', '>=2.5'],
      ['2.4', '>=2.5'],
      ['1.0', '1'],
      ['1.1', '1'],
    ].map((args) => ['choose.fits', ...args] as const),
    ['choose.newest', ['1.0', '1.10', '1.9', '2.0'], '^1.0'],
    ['choose.newest', ['3.0', '1.0'], '>=1.0'],
    ['choose.newest', ['1.0'], '^2.0'],
    ['choose.newest', [], '1'],
    ['choose.newest', ['1.0', '1'], '1.0.0'],
  ],
}
