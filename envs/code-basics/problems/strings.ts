// Problems about texts.
import { block, type CodeProblem } from '../problem.ts'

export const strings: readonly CodeProblem[] = [
  {
    id: 'initials',
    title: 'Initials',
    level: 'easy',
    statement:
      'A name is given as `name`: words of ASCII letters with one or more spaces between, before and after them. Return the first letters of its words in upper case, each followed by a full stop, without spaces. A name without a word gives the empty text.',
    signature: 'initials(name: text) -> text',
    cases: block`
      "ada king lovelace" -> "A.K.L."
      "Grace  Hopper" -> "G.H."
      "" -> ""
      "   " -> ""
      " x" -> "X."
      "plato " -> "P."
      "a b c d e f" -> "A.B.C.D.E.F."
      "JOHN RONALD REUEL TOLKIEN" -> "J.R.R.T."
      "  two   gaps  here " -> "T.G.H."
      "z" -> "Z."
    `,
    python: block`
      def initials(name):
          return "".join(word[0].upper() + "." for word in name.split())
    `,
    javascript: block`
      function initials(name) {
        return name
          .split(' ')
          .filter((word) => word !== '')
          .map((word) => word[0].toUpperCase() + '.')
          .join('')
      }
    `,
    slips: [
      {
        why: 'keeps lower case',
        python: ['word[0].upper()', 'word[0]'],
        javascript: ['word[0].toUpperCase()', 'word[0]'],
      },
      { why: 'stumbles over two spaces', python: ['split()', 'split(" ")'], javascript: ["word !== ''", 'true'] },
    ],
  },
  {
    id: 'longest-vowel-run',
    title: 'Longest run of vowels',
    level: 'easy',
    statement:
      'Return the length of the longest unbroken run of vowels (a, e, i, o, u, in either case) in `line`, an ASCII text of 0 to 20,000 characters. Without any vowel the answer is 0.',
    signature: 'longest_vowel_run(line: text) -> int',
    cases: block`
      "queueing" -> 5
      "A quiet sea" -> 3
      "" -> 0
      "rhythm" -> 0
      "a" -> 1
      "aeiou" -> 5
      "xaex" -> 2
      "bcdEIo" -> 3
      "ae iou" -> 3
      "AEiOUaeioub" -> 10
      "yay yey" -> 1
    `,
    large: [{ args: ['aeb'.repeat(6000) + 'ouae'], expected: 4 }],
    python: block`
      def longest_vowel_run(line):
          best = run = 0
          for character in line.lower():
              run = run + 1 if character in "aeiou" else 0
              best = max(best, run)
          return best
    `,
    javascript: block`
      function longestVowelRun(line) {
        let best = 0
        let run = 0
        for (const character of line.toLowerCase()) {
          run = 'aeiou'.includes(character) ? run + 1 : 0
          best = Math.max(best, run)
        }
        return best
      }
    `,
    slips: [
      { why: 'misses capitals', python: ['line.lower()', 'line'], javascript: ['line.toLowerCase()', 'line'] },
      { why: 'never starts again', python: ['else 0', 'else run'], javascript: [': 0\n', ': run\n'] },
    ],
  },
  {
    id: 'run-length',
    title: 'Run-length shorthand',
    level: 'easy',
    statement:
      'The input is one line of 0 to 1,000 lower-case letters. Print it shortened: each run of two or more equal letters becomes the letter followed by the length of the run in decimal; a letter alone stays as it is. The empty text stays empty.',
    cases: block`
      "aaabccd" -> "a3bc2d"
      "kayak" -> "kayak"
      "" -> ""
      "z" -> "z"
      "zz" -> "z2"
      "aaaaaaaaaaaa" -> "a12"
      "abbbbbbbbbba" -> "ab10a"
      "ab" -> "ab"
      "aabbaabb" -> "a2b2a2b2"
      "mississippi" -> "mis2is2ip2i"
    `,
    python: block`
      def solve(text):
          parts = []
          start = 0
          for end in range(1, len(text) + 1):
              if end == len(text) or text[end] != text[start]:
                  length = end - start
                  parts.append(text[start] + (str(length) if length > 1 else ""))
                  start = end
          return "".join(parts)
    `,
    javascript: block`
      function solve(text) {
        let short = ''
        let start = 0
        for (let end = 1; end <= text.length; end++) {
          if (end === text.length || text[end] !== text[start]) {
            const length = end - start
            short += text[start] + (length > 1 ? length : '')
            start = end
          }
        }
        return short
      }
    `,
    slips: [
      { why: 'writes 1 as well', python: ['length > 1', 'length > 0'], javascript: ['length > 1', 'length > 0'] },
      {
        why: 'loses the last run',
        python: ['end == len(text) or text', 'end < len(text) and text'],
        javascript: ['end === text.length || text', 'end < text.length && text'],
      },
    ],
  },
  {
    id: 'drifting-cipher',
    title: 'A cipher that drifts',
    level: 'medium',
    statement:
      'Encode `line`, a text of printable ASCII. Its words are the parts between the spaces. Letters of the first word move `start` places forward in the alphabet, those of the second word `start` + 1 places, and so on; after z comes a again. Case is kept, and what is no letter stays as it is. Between two spaces in a row, and before a space at the start, stands an empty word, which counts. `start` is from -1000 to 1000; a negative shift moves backward.',
    signature: 'drift(line: text, start: int) -> text',
    cases: block`
      "abc abc" , 1 -> "bcd cde"
      "Zoo, zoo!", 0 -> "Zoo, app!"
      "", 5 -> ""
      "abc", -1 -> "zab"
      "abc", -27 -> "zab"
      "a a a", 25 -> "z a b"
      "a  a", 0 -> "a  c"
      "XYZ xyz", 1000 -> "JKL klm"
      "it's 9 o'clock", -1000 -> "wh'g 9 e'sbesa"
      " a", 3 -> " e"
      "Hello World again and Again", 12 -> "Tqxxa Jbeyq ouowb pcs Qwqyd"
    `,
    python: block`
      def drift(line, start):
          def move(character, shift):
              if not character.isalpha():
                  return character
              first = ord("A") if character.isupper() else ord("a")
              return chr(first + (ord(character) - first + shift) % 26)

          words = line.split(" ")
          return " ".join("".join(move(c, start + place) for c in word) for place, word in enumerate(words))
    `,
    javascript: block`
      function drift(line, start) {
        const move = (character, shift) => {
          const first = character <= 'Z' ? 65 : 97
          const place = (character.charCodeAt(0) - first + shift) % 26
          return String.fromCharCode(first + ((place + 26) % 26))
        }
        return line
          .split(' ')
          .map((word, index) => word.replace(/[A-Za-z]/g, (character) => move(character, start + index)))
          .join(' ')
      }
    `,
    slips: [
      {
        why: 'the same shift for every word',
        python: ['start + place', 'start'],
        javascript: ['start + index', 'start'],
      },
      {
        why: 'empty words do not count',
        python: ['split(" ")', 'split()'],
        javascript: ["split(' ')", "split(' ').filter(Boolean)"],
      },
    ],
  },
  {
    id: 'wrap-lines',
    title: 'Wrap a paragraph',
    level: 'medium',
    statement:
      'The first line of the input is a width W (1 to 100), the second a paragraph of 0 to 2,000 words with single spaces between. Print the paragraph in lines of at most W characters, each filled with as many words as fit, single spaces between. A word longer than W stands alone on its line, uncut. Without a word print nothing.',
    cases: block`
      "10\nthe quick brown fox" -> "the quick\nbrown fox"
      "5\na lighthouse is far" -> "a\nlighthouse\nis\nfar"
      "7\n" -> ""
      "1\na b c" -> "a\nb\nc"
      "3\na b c" -> "a b\nc"
      "9\nfour five" -> "four five"
      "8\nfour five" -> "four\nfive"
      "4\nexactly four long" -> "exactly\nfour\nlong"
      "100\nall of this stands on one line" -> "all of this stands on one line"
      "6\nab cd ef gh ij klmnopq r" -> "ab cd\nef gh\nij\nklmnopq\nr"
    `,
    python: block`
      def solve(text):
          lines = text.split("\n")
          width = int(lines[0])
          filled = []
          for word in lines[1].split():
              if filled and len(filled[-1]) + 1 + len(word) <= width:
                  filled[-1] += " " + word
              else:
                  filled.append(word)
          return "\n".join(filled)
    `,
    javascript: block`
      function solve(text) {
        const [first, paragraph] = text.split('\n')
        const width = Number(first)
        const filled = []
        for (const word of paragraph.split(' ').filter((each) => each !== '')) {
          const last = filled.length - 1
          if (last >= 0 && filled[last].length + 1 + word.length <= width) filled[last] += ' ' + word
          else filled.push(word)
        }
        return filled.join('\n')
      }
    `,
    slips: [
      { why: 'a full line counts as too long', python: ['<= width', '< width'], javascript: ['<= width', '< width'] },
      { why: 'forgets the space', python: [' + 1 + len', ' + len'], javascript: [' + 1 + word', ' + word'] },
    ],
  },
  {
    id: 'shortest-cover',
    title: 'Shortest stretch with all letters',
    level: 'hard',
    statement:
      'Return the shortest unbroken stretch of `line` that holds every character of `wanted` at least as often as `wanted` does. Among several of the same length the leftmost is right. Where there is none, or `wanted` is empty, return the empty text. Both are texts of lower-case letters, `line` of up to 20,000.',
    signature: 'shortest_cover(line: text, wanted: text) -> text',
    cases: block`
      "xaybzcab", "abc" -> "cab"
      "banana", "nn" -> "nan"
      "", "a" -> ""
      "abc", "" -> ""
      "abc", "abcd" -> ""
      "aab", "aaa" -> ""
      "abc", "c" -> "c"
      "abcba", "ba" -> "ab"
      "aaabbb", "ab" -> "ab"
      "zabcz", "zz" -> "zabcz"
      "cabwefgewcwaefgcf", "cae" -> "cwae"
      "a", "a" -> "a"
    `,
    large: [
      {
        args: ['a'.repeat(9999) + 'b' + 'a'.repeat(9999) + 'cab', 'abbc'],
        expected:
          'baaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaacab',
      },
    ],
    python: block`
      def shortest_cover(line, wanted):
          missing = {}
          for character in wanted:
              missing[character] = missing.get(character, 0) + 1
          lacking = len(wanted)
          best = ""
          start = 0
          for end, character in enumerate(line):
              if missing.get(character, 0) > 0:
                  lacking -= 1
              missing[character] = missing.get(character, 0) - 1
              while lacking == 0 and start <= end:
                  if best == "" or end + 1 - start < len(best):
                      best = line[start:end + 1]
                  first = line[start]
                  missing[first] += 1
                  if missing[first] > 0:
                      lacking += 1
                  start += 1
          return best if wanted else ""
    `,
    javascript: block`
      function shortestCover(line, wanted) {
        if (wanted === '') return ''
        const missing = new Map()
        for (const character of wanted) missing.set(character, (missing.get(character) ?? 0) + 1)
        let lacking = wanted.length
        let [from, to] = [0, Infinity]
        let start = 0
        for (let end = 0; end < line.length; end++) {
          const left = missing.get(line[end]) ?? 0
          if (left > 0) lacking--
          missing.set(line[end], left - 1)
          while (lacking === 0) {
            if (end + 1 - start < to - from) [from, to] = [start, end + 1]
            const back = missing.get(line[start]) + 1
            missing.set(line[start], back)
            if (back > 0) lacking++
            start++
          }
        }
        return to === Infinity ? '' : line.slice(from, to)
      }
    `,
    slips: [
      {
        why: 'a repeated letter is wanted once only',
        python: ['lacking = len(wanted)', 'missing = {c: 1 for c in wanted}\n    lacking = len(missing)'],
        javascript: [
          'let lacking = wanted.length',
          'for (const c of wanted) missing.set(c, 1)\n  let lacking = missing.size',
        ],
      },
      {
        why: 'takes the last of the shortest',
        python: ['start < len(best)', 'start <= len(best)'],
        javascript: ['start < to - from', 'start <= to - from'],
      },
    ],
  },
]
