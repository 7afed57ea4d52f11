// Problems about reading texts that follow a grammar.
import { block, type CodeProblem } from '../problem.ts'

export const parsing: readonly CodeProblem[] = [
  {
    id: 'newer-version',
    title: 'Newer version',
    level: 'easy',
    statement:
      'Compare two version numbers, texts of 1 to 6 whole numbers joined by dots, such as "1.10.0". They are compared number by number from the left; missing numbers at the end count as 0, and zeros in front of a number do not matter. Return -1 where `first` is older than `second`, 1 where it is newer, 0 where they are the same version.',
    signature: 'compare_versions(first: text, second: text) -> int',
    cases: block`
      "1.9", "1.10" -> -1
      "2.0", "2" -> 0
      "1", "2" -> -1
      "3.1", "3" -> 1
      "1.0.0.1", "1" -> 1
      "0", "0.0.0" -> 0
      "01.2", "1.02" -> 0
      "10.0", "9.9.9" -> 1
      "1.2.3.4.5.6", "1.2.3.4.5.7" -> -1
      "1.0.1", "1.1" -> -1
    `,
    python: block`
      def compare_versions(first, second):
          def numbers(version):
              parts = [int(part) for part in version.split(".")]
              return parts + [0] * (6 - len(parts))

          a, b = numbers(first), numbers(second)
          return (a > b) - (a < b)
    `,
    javascript: block`
      function compareVersions(first, second) {
        const a = first.split('.').map(Number)
        const b = second.split('.').map(Number)
        for (let i = 0; i < 6; i++) {
          const difference = (a[i] ?? 0) - (b[i] ?? 0)
          if (difference !== 0) return Math.sign(difference)
        }
        return 0
      }
    `,
    slips: [
      {
        why: 'compares as texts',
        python: ['int(part) for', 'part for'],
        javascript: ['Math.sign(difference)', 'first < second ? -1 : 1'],
      },
      {
        why: 'a longer version is newer',
        python: ['parts + [0] * (6 - len(parts))', 'parts'],
        javascript: ['return 0\n', 'return Math.sign(a.length - b.length)\n'],
      },
    ],
  },
  {
    id: 'bracket-fault',
    title: 'First bracket fault',
    level: 'easy',
    statement:
      'Brackets in `line` are ( ), [ ] and { }; all other characters do not matter. Return the index, from 0, of the first closing bracket that does not fit the bracket last opened and still open. Where every closing one fits but some stay open, return the length of `line`. Where all is well, return -1. `line` has 0 to 20,000 characters.',
    signature: 'bracket_fault(line: text) -> int',
    cases: block`
      "(a[b]c)" -> -1
      "(]" -> 1
      "" -> -1
      "((" -> 2
      ")" -> 0
      "no brackets" -> -1
      "{[()]}{}" -> -1
      "{[(])}" -> 3
      "f(x))" -> 4
      "(()" -> 3
      "[[]" -> 3
      "{}{}(}" -> 5
    `,
    large: [{ args: ['(['.repeat(4000) + '])'.repeat(4000)], expected: -1 }],
    python: block`
      def bracket_fault(line):
          partners = {")": "(", "]": "[", "}": "{"}
          opened = []
          for index, character in enumerate(line):
              if character in "([{":
                  opened.append(character)
              elif character in partners:
                  if not opened or opened.pop() != partners[character]:
                      return index
          return len(line) if opened else -1
    `,
    javascript: block`
      function bracketFault(line) {
        const partners = { ')': '(', ']': '[', '}': '{' }
        const opened = []
        for (let i = 0; i < line.length; i++) {
          if ('([{'.includes(line[i])) opened.push(line[i])
          else if (line[i] in partners && opened.pop() !== partners[line[i]]) return i
        }
        return opened.length > 0 ? line.length : -1
      }
    `,
    slips: [
      {
        why: 'open brackets at the end are well',
        python: ['len(line) if opened else -1', '-1'],
        javascript: ['opened.length > 0 ? line.length : -1', '-1'],
      },
      {
        why: 'kinds do not matter',
        python: ['not opened or opened.pop() != partners[character]', 'not opened or not opened.pop()'],
        javascript: ['opened.pop() !== partners[line[i]]', 'opened.pop() === undefined'],
      },
    ],
  },
  {
    id: 'csv-fields',
    title: 'Fields of a line',
    level: 'medium',
    statement:
      'Split `line` into its fields at commas. A field that begins with a double quote ends at the next double quote that is not doubled; within it commas do not separate and two double quotes in a row stand for one. A field in quotes is followed by a comma or the end of the line. Other fields hold no double quote and are taken as they are, blanks included. The empty line has one empty field.',
    signature: 'fields(line: text) -> text[]',
    cases: block`
      "a,b,c" -> ["a", "b", "c"]
      "1,\"x,y\",2" -> ["1", "x,y", "2"]
      "" -> [""]
      "," -> ["", ""]
      "\"\"" -> [""]
      "\"say \"\"hi\"\"\"" -> ["say \"hi\""]
      "a,,b," -> ["a", "", "b", ""]
      " a , b " -> [" a ", " b "]
      "\"\",\"\"" -> ["", ""]
      "\"\"\"\"" -> ["\""]
      "\"a,\"\",b\",c" -> ["a,\",b", "c"]
    `,
    python: block`
      def fields(line):
          found = [""]
          quoted = False
          i = 0
          while i < len(line):
              character = line[i]
              if quoted and line[i:i + 2] == '""':
                  found[-1] += '"'
                  i += 1
              elif character == '"':
                  quoted = not quoted
              elif character == "," and not quoted:
                  found.append("")
              else:
                  found[-1] += character
              i += 1
          return found
    `,
    javascript: block`
      function fields(line) {
        const found = []
        let at = 0
        while (true) {
          if (line[at] === '"') {
            let end = at + 1
            while (line[end] !== '"' || line[end + 1] === '"') end += line[end] === '"' ? 2 : 1
            found.push(line.slice(at + 1, end).replaceAll('""', '"'))
            at = end + 1
          } else {
            const comma = line.indexOf(',', at)
            const end = comma < 0 ? line.length : comma
            found.push(line.slice(at, end))
            at = end
          }
          if (at >= line.length) return found
          at++
        }
      }
    `,
    slips: [
      {
        why: 'doubled quotes stay doubled',
        python: ["found[-1] += '\"'", 'found[-1] += \'""\''],
        javascript: [".replaceAll('\"\"', '\"')", ''],
      },
      {
        why: 'trims fields',
        python: ['return found', 'return [each.strip() for each in found]'],
        javascript: ['line.slice(at, end))', 'line.slice(at, end).trim())'],
      },
    ],
  },
  {
    id: 'settings-file',
    title: 'Settings with sections',
    level: 'medium',
    statement:
      'The input is a settings file of 1 to 200 lines, then a line `?`, then 1 to 50 questions, one a line. A line `[name]` begins the section `name`; a line `key = value` sets a key of the current section (blanks around key and value do not count, and the value may hold further = signs); a line that begins with # or is blank does not count. What is set before any section belongs to the section of the empty name. A later setting of the same key replaces the earlier one, also when its section is begun again. A question is `section.key` (`.key` for the empty section; neither holds a dot). For each print the value, or `unset`. A value may be empty; then the line is empty.',
    cases: block`
      "color = red\n[size]\nwidth = 10\n?\nsize.width\n.color\nsize.color" -> "10\nred\nunset"
      "# nothing here\n\n?\n.a" -> "unset"
      "a=1\na=2\n?\n.a" -> "2"
      "[x]\na = 1\n[y]\na = 2\n[x]\nb = 3\n?\nx.a\ny.a\nx.b\ny.b" -> "1\n2\n3\nunset"
      "k = a = b\n?\n.k" -> "a = b"
      "[s]\nk =\n?\ns.k\ns.j" -> "\nunset"
      "  key   =   two words  \n?\n.key" -> "two words"
      "[a]\n#k = 1\n?\na.k" -> "unset"
      "[a]\nk = 1\n[a]\nk = 2\n?\na.k\nb.k" -> "2\nunset"
      "[q]\nz = ?\n?\nq.z" -> "?"
    `,
    python: block`
      def solve(text):
          lines = text.split("\n")
          end = lines.index("?")
          values = {}
          section = ""
          for line in lines[:end]:
              line = line.strip()
              if line == "" or line.startswith("#"):
                  continue
              if line.startswith("["):
                  section = line[1:-1]
              else:
                  key, _, value = line.partition("=")
                  values[section, key.strip()] = value.strip()
          questions = [line.split(".") for line in lines[end + 1:] if line]
          return "\n".join(values.get((name, key), "unset") for name, key in questions)
    `,
    javascript: block`
      function solve(text) {
        const lines = text.split('\n')
        const end = lines.indexOf('?')
        const values = new Map()
        let section = ''
        for (const line of lines.slice(0, end).map((each) => each.trim())) {
          if (line === '' || line.startsWith('#')) continue
          if (line.startsWith('[')) {
            section = line.slice(1, -1)
          } else {
            const sign = line.indexOf('=')
            values.set(section + '.' + line.slice(0, sign).trim(), line.slice(sign + 1).trim())
          }
        }
        const questions = lines.slice(end + 1).filter((line) => line !== '')
        return questions.map((question) => values.get(question) ?? 'unset').join('\n')
      }
    `,
    slips: [
      {
        why: 'keys of all sections in one',
        python: ['section = line[1:-1]', 'section = ""'],
        javascript: ['section = line.slice(1, -1)', "section = ''"],
      },
      {
        why: 'cuts at the last sign',
        python: ['line.partition("=")', 'line.rpartition("=")'],
        javascript: ["line.indexOf('=')", "line.lastIndexOf('=')"],
      },
    ],
  },
]
