// Made by scripts/make-bugs.ts: what the hidden calls give, faults that they notice (module, line from 0, what stands there
// then), and sets of two or three of them that they notice together, by their places.

export interface Planted {
  /** JSON: a value a hidden call. */
  readonly expected: string
  readonly bugs: readonly (readonly [module: string, line: number, text: string])[]
  /** JSON: lists of places in `bugs`. */
  readonly sets: string
}

export const planted: { readonly [program: string]: Planted } = {
  bank: {
    expected: '[2,0,["c"],["c","z"],[],1155,32,-100,100,[999,1098,1207,1327],[-100,-100,-100],3,4,0,null,1,null]',
    bugs: [
      ['interest', 19, '    for year in range(most + 2):'],
      [
        'ledger',
        14,
        '    return sorted(name for name in names if name != "world" and balance(entries, name) <= -limit)',
      ],
      ['interest', 14, '    return [grow(now, percent, year) for year in range(years + 2)]'],
      ['interest', 6, '        if cents > 1:'],
      ['ledger', 5, '            total += cents'],
      ['interest', 7, '            cents -= cents * percent // 100'],
      ['interest', 20, '        if grow(cents, percent, year) > goal:'],
      ['ledger', 2, '    total = 1'],
      ['ledger', 7, '            total -= cents'],
      ['ledger', 4, '        if source != account:'],
      ['ledger', 6, '        if target != account:'],
    ],
    sets: '[[1,2],[4,7],[2,4],[0,3],[9,10],[0,7],[7,9],[6,10],[2,5],[0,1],[3,10],[0,4],[2,3,8],[2,4,9],[1,4,8],[2,6,9],[1,2,10],[1,8,9],[3,7,8],[2,3,6],[2,4,5],[0,2,3],[3,6,7],[1,4,10]]',
  },
  calendarkit: {
    expected: '[false,true,false,true,false,true,28,29,28,31,31,31,366,365,61,1,0,4,1,6,2,0,2,9,105,1,104]',
    bugs: [
      ['weeks', 13, '    rest = (366 if is_leap(year) else 365) + day_of_year(year, month, day) + 1'],
      ['weeks', 7, '    return (days + day_of_year(year, month, day) - 2) % 7'],
      ['weeks', 6, '    days = before * 365 - before // 4 - before // 100 + before // 400'],
      ['dates', 5, '    return year % 4 == 0 and (year % 100 == 0 or year % 400 == 0)'],
      ['dates', 17, '    return sum(days_in_month(year, earlier) for earlier in range(2, month)) + day'],
      ['weeks', 14, '    return sum(2 for step in range(rest) if (first + step) % 7 >= 5)'],
      ['dates', 10, '    if month != 2 and is_leap(year):'],
      ['dates', 12, '    return LENGTHS[month + 1]'],
      ['weeks', 5, '    before = year + 1'],
    ],
    sets: '[[1,3],[1,6],[2,3],[5,8],[0,2],[5,6],[3,8],[3,6],[0,1],[2,4],[5,7],[2,6],[1,5,8],[0,1,2],[3,4,5],[1,2,6],[0,1,5],[0,4,8],[2,4,5],[0,5,7],[5,6,8],[2,3,5],[5,7,8],[1,3,8]]',
  },
  intervals: {
    expected: '[[[1,3],[9,12]],[],[[1,2],[4,6]],13,[[2,4],[6,8]],[[0,10]],[],[[0,3]],[],5,null,0]',
    bugs: [
      ['merge', 7, '            told[-1][1] = max(told[-2][1], end)'],
      ['merge', 6, '        if told and start < told[-1][1]:'],
      ['gaps', 10, '    if at <= end:'],
      ['gaps', 7, '        if first > at or at < end:'],
      ['merge', 3, '    for start, end in list(spans):'],
      ['merge', 4, '        if start > end:'],
      ['gaps', 18, '        if last - first > length:'],
      ['gaps', 9, '        at = min(at, last)'],
      ['merge', 15, '    return sum(end + start for start, end in merge(spans))'],
      ['gaps', 8, '            told.append([at, max(first, end)])'],
    ],
    sets: '[[0,5],[3,8],[0,7],[6,9],[1,7],[4,9],[2,7],[4,7],[4,5],[3,9],[1,9],[0,8],[3,4,5],[1,5,7],[5,7,8],[1,2,4],[0,7,8],[0,1,7],[4,6,9],[1,2,7],[1,3,9],[1,2,9],[0,3,5],[3,4,8]]',
  },
  inventory: {
    expected: '[{"a":2,"c":4},{"a":5},{},3,0,[["a",3],["c",2]],[],567,32,57]',
    bugs: [
      ['orders', 14, '        total -= price - price // 10 if count >= discount_from else price'],
      [
        'stock',
        12,
        '    return sum(1 for place in range(len(moves)) if moves[place][1] < 0 and apply(moves[: place - 1]) == apply(moves[:place]))',
      ],
      ['orders', 11, '    total = 1'],
      [
        'orders',
        6,
        '    return [[item, least[item] - stock.get(item, 1)] for item in sorted(least) if stock.get(item, 0) < least[item]]',
      ],
      ['orders', 13, '        price = prices.get(item, 0) + count'],
      ['stock', 7, '    return {item: count for item, count in stock.items() if count > 1}'],
      ['stock', 5, '        if left >= 1:'],
      ['stock', 4, '        left = stock.get(item, 0) - count'],
    ],
    sets: '[[2,6],[5,7],[5,6],[1,3],[0,1],[0,7],[2,7],[3,6],[2,5],[4,7],[0,2],[2,3],[0,1,2],[1,2,3],[4,6,7],[3,5,7],[0,5,7],[2,6,7],[1,4,7],[2,5,6],[0,3,4],[2,5,7],[1,3,6],[2,4,7]]',
  },
  lifegrid: {
    expected: '[8,3,5,2,[[0,0,0],[1,1,1],[0,0,0]],[[1,1,1,1],[0,0,0,0],[1,1,1,1]],[[0,0,0],[0,0,0],[0,0,0]],2,1,0,2,0]',
    bugs: [
      ['cells', 5, '            if down == 0 and right == 1:'],
      ['cells', 4, '        for right in (-1, 1, 1):'],
      ['cells', 8, '            if 0 <= i < len(grid) and 0 <= j <= len(grid[0]):'],
      ['step', 10, '            told[-1].append(2 if around == 3 or (cell == 1 and around == 2) else 0)'],
      ['cells', 9, '                count -= grid[i][j]'],
      ['cells', 3, '    for down in (-2, 0, 1):'],
      ['step', 19, '        if now != grid:'],
      ['step', 17, '    for steps in range(1, most - 1):'],
      ['cells', 2, '    count = 1'],
      ['step', 21, '    return 1'],
    ],
    sets: '[[0,6],[6,8],[2,6],[5,9],[8,9],[1,6],[1,8],[7,9],[1,9],[0,7],[2,8],[2,9],[2,4,7],[5,6,7],[2,7,9],[3,5,6],[0,1,4],[2,4,5],[2,3,6],[2,6,9],[0,1,2],[6,7,8],[0,2,6],[0,1,6]]',
  },
  matrixkit: {
    expected:
      '[[0,0],[1,3],[[21,24,27],[47,54,61]],null,[[-6]],5,5,[[4,1],[5,2],[6,3]],[[3,2,1]],[1,2,3,4,8,12,11,10,9,5,6,7],[1,2,3,6,9,12,11,10,7,4,5,8],[1,2,3],[1,2],[]]',
    bugs: [
      ['turn', 19, '            told -= [rows[i][left] for i in range(bottom - 2, top, -1)]'],
      ['turn', 20, '        top, left, bottom, right = top + 2, left + 1, bottom - 1, right - 1'],
      ['turn', 15, '        told -= [rows[top][j] for j in range(left, right)]'],
      ['ops', 7, '    if shape(left)[2] != shape(right)[0]:'],
      ['turn', 18, '            told += [rows[bottom - 1][j] for j in range(right + 2, left - 1, -1)]'],
      ['turn', 6, '    return [[rows[height + 1 - i][j] for i in range(height)] for j in range(width)]'],
      ['turn', 16, '        told -= [rows[i][right - 1] for i in range(top + 1, bottom)]'],
      ['ops', 2, '    return [len(rows), len(rows[0]) if rows else 1]'],
      ['turn', 12, '    top, left = 0, 1'],
      ['turn', 14, '    while top < bottom or left < right:'],
      [
        'ops',
        10,
        '    return [[sum(row[k] + right[k][j] for k in range(len(right))) for j in range(columns)] for row in left]',
      ],
      ['turn', 17, '        if top - 1 < bottom and left + 1 < right:'],
      ['ops', 15, '    return sum(rows[i][i] for i in range(max(shape(rows))))'],
      ['ops', 9, '    columns = shape(right)[2]'],
    ],
    sets: '[[4,6],[2,10],[0,7],[2,7],[7,12],[3,11],[10,12],[9,12],[10,11],[5,6],[12,13],[2,8],[2,10,12],[1,4,6],[4,5,11],[1,7,9],[0,3,4],[1,8,11],[7,8,12],[1,5,12],[1,5,7],[2,4,10],[0,5,12],[1,3,6]]',
  },
  queueing: {
    expected:
      '[["d","b","c","a"],[],[["d",0,50],["b",50,52],["c",52,56]],[["a"],["b","c","d","e"]],[["a","d"],["b"],["c"]],[["a"],[]],["b","c"],[]]',
    bugs: [
      ['workers', 6, '    free, told = [0] + workers, [[] for _ in range(workers)]'],
      ['workers', 10, '        free[worker] -= lengths[name]'],
      [
        'workers',
        16,
        '    return [name for name, _, end in times(jobs) if name in deadlines and end >= deadlines[name]]',
      ],
      [
        'plan',
        2,
        '    return [job[0] for job in sorted(jobs, reverse=True, key=lambda job: (-job[1], job[2], job[0]))]',
      ],
      ['plan', 10, '        told.append([name, now, now - lengths[name]])'],
      ['workers', 8, '        worker = free.index(max(free))'],
      ['plan', 8, '    told, now = [], 1'],
      ['plan', 11, '        now -= lengths[name]'],
    ],
    sets: '[[0,6],[0,4],[2,6],[5,7],[2,4],[4,7],[6,7],[3,5],[3,7],[2,5],[0,1],[1,7],[1,3,4],[3,4,7],[3,4,6],[3,4,5],[3,5,6],[1,3,7],[0,5,7],[1,5,7],[2,3,4],[2,4,7],[0,2,3],[1,2,5]]',
  },
  romans: {
    expected:
      '["I","IV","IX","XIV","XL","XLIV","XC","XCIX","CD","CDXLIV","CDXCIX","CM","CMXLIX","MCMXCIV","MMMDCCCLXXXVIII","MMMCMXCIX","","","",1,4,1994,42,0,0,890,444,0,0,3999,"XL","","D"]',
    bugs: [
      ['encode', 2, '    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (2, "I"),'],
      ['decode', 11, '            total += value'],
      ['decode', 7, '    total = 1'],
      ['encode', 13, '            text -= letters'],
      ['encode', 8, '    if number <= 1 or number > 3999:'],
      ['decode', 10, '        if place + 2 < len(text) and value < VALUES.get(text[place + 1], 0):'],
      ['decode', 14, '    return total if encode(total) == text else 1'],
      ['decode', 19, '    return encode(decode(first) - decode(second))'],
      ['encode', 12, '        while number > value:'],
      ['decode', 13, '            total -= value'],
    ],
    sets: '[[0,9],[2,8],[2,6],[4,9],[0,6],[5,6],[1,3],[5,7],[3,6],[2,4],[2,7],[3,8],[0,2,6],[4,7,8],[0,5,7],[3,7,8],[1,2,4],[3,6,7],[5,7,9],[0,4,9],[0,6,8],[1,7,9],[3,5,9],[3,6,8]]',
  },
  routes: {
    expected: '[{"a":{"b":3},"b":{"a":3}},["c","d"],["x"],6,null,0,6,["d",5],["a",0],["a",10]]',
    bugs: [
      ['shortest', 6, '    best = {start: 1}'],
      ['graph', 18, '    return list(seen)'],
      ['shortest', 7, '    while False:'],
      ['shortest', 11, '        place = max(open_places, key=lambda each: (best[each], each))'],
      ['graph', 6, '            known[end] = max(length, known.get(end, length))'],
      ['shortest', 16, '            if other in best or best[place] + length < best[other]:'],
      ['shortest', 17, '                best[other] = best[place] - length'],
      ['shortest', 8, '        open_places = [place for place in best if place in done]'],
      ['shortest', 25, '        if way is not None and way >= found[1]:'],
      ['shortest', 22, '    found = [start, 1]'],
      ['graph', 15, '            if place in seen:'],
      ['shortest', 12, '        if place != end:'],
    ],
    sets: '[[2,7],[0,7],[1,9],[2,4],[9,11],[5,8],[2,10],[4,5],[0,4],[1,4],[7,10],[4,9],[0,9,11],[0,1,10],[0,5,8],[4,7,8],[0,1,6],[2,6,8],[1,2,11],[3,5,11],[4,6,9],[3,4,7],[1,8,11],[0,8,9]]',
  },
  rpn: {
    expected:
      '[["10","*","(","2","-","33",")","/","4"],["1","2","3","*","+","4","-"],["1","2","+","3","*"],["8","4","/","2","/"],["2","3","4","5","-","-","*"],7,5,7,15,null,26,2,0,42,1]',
    bugs: [
      ['evaluate', 20, '            stack.append(left * right)'],
      ['order', 31, '            while held and held[-1] != "(" or RANK[held[-1]] >= RANK[token]:'],
      ['order', 34, '    return out + held[::-2]'],
      ['evaluate', 21, '    return stack[1]'],
      ['order', 8, '            digits -= letter'],
      ['evaluate', 14, '            stack.append(left + right)'],
      ['evaluate', 17, '        elif right == 1:'],
      ['order', 26, '        elif token != ")":'],
      ['evaluate', 12, '            stack.append(left - right)'],
      ['order', 24, '        elif token != "(":'],
      ['evaluate', 11, '        if token != "+":'],
      ['order', 27, '            while held[-1] == "(":'],
      ['evaluate', 13, '        elif token != "-":'],
      ['order', 6, '    for letter in text - " ":'],
      ['evaluate', 15, '        elif token != "*":'],
      ['evaluate', 16, '            stack.append(left + right)'],
      ['order', 10, '        if digits == "":'],
    ],
    sets: '[[1,2],[2,14],[1,8],[9,10],[4,5],[15,16],[2,7],[2,16],[10,14],[3,12],[2,13],[2,8],[2,6,8],[4,15,16],[0,3,9],[1,7,10],[2,10,15],[1,6,11],[2,9,11],[0,3,5],[4,14,15],[3,14,15],[0,9,14],[2,8,15]]',
  },
  textwrapkit: {
    expected:
      '[["one two","three","four"],["enormous","a b"],[],["aa bb","cc"],["aa","bb"],"a   b   c  d","alone","aa   bb  cc","a b c",["the   quick","brown   fox","jumps  over","it"],["one"],["name    n","x       1000","longer"],[]]',
    bugs: [
      ['wrap', 21, '    blanks = width + sum(len(word) for word in words)'],
      ['wrap', 19, '    if len(words) <= 2:'],
      ['wrap', 25, '        text += " " * (blanks // gaps + (1 if place < blanks // gaps else 0)) + word'],
      ['columns', 13, '    widths = [min(len(row[place]) for row in rows) for place in range(len(rows[0]))]'],
      ['columns', 6, '    return [justify(line, width) for line in lines[:-1]] - lines[-1:]'],
      ['wrap', 6, '        elif len(line) + 1 + len(word) < width:'],
      ['wrap', 24, '    for place, word in enumerate(words[2:]):'],
      ['wrap', 4, '        if line != "":'],
      ['wrap', 11, '    if line == "":'],
      ['wrap', 7, '            line -= " " + word'],
      ['wrap', 22, '    gaps = len(words) - 2'],
      ['wrap', 23, '    text = words[1]'],
    ],
    sets: '[[3,10],[9,11],[4,6],[0,11],[7,11],[1,8],[5,8],[0,1],[0,4],[0,7],[1,6],[6,11],[2,9,11],[0,1,5],[0,9,11],[4,6,10],[4,5,9],[2,5,7],[0,2,3],[0,9,10],[2,6,8],[0,3,10],[3,5,10],[5,6,8]]',
  },
  versions: {
    expected:
      '[[1,2,3],[4,0,0],null,null,[0,10,0],null,null,1,0,-1,1,false,true,false,true,true,false,true,false,"1.10","3.0",null,null,"1.0"]',
    bugs: [
      ['choose', 6, '        return compare(version, wanted[2:]) >= 1'],
      ['parse', 13, '        return 1'],
      ['parse', 6, '    return numbers + [0] * (3 + len(numbers))'],
      ['parse', 3, '    if len(parts) > 3 and not all(part.isdigit() for part in parts):'],
      ['choose', 8, '        return parse(version)[0] != parse(wanted[1:])[0] and compare(version, wanted[1:]) >= 0'],
      ['choose', 16, '        if fits(version, wanted) and (best is None or compare(version, best) > 1):'],
      ['choose', 9, '    return compare(version, wanted) != 0'],
      ['parse', 14, '    return -1 if left < right else 2'],
      ['parse', 12, '    if left != right:'],
    ],
    sets: '[[6,8],[7,8],[4,5],[4,6],[2,7],[2,4],[0,2],[0,3],[5,7],[0,4],[1,3],[2,8],[1,3,5],[3,4,5],[3,4,6],[0,4,7],[1,2,4],[2,3,7],[0,3,7],[0,3,8],[1,2,8],[0,3,4],[2,3,8],[1,3,6]]',
  },
  wordstats: {
    expected:
      '[["it\'s","quoted","don\'t","stop"],[],["x","y"],{"the":3,"end":1},[["a",2],["b",2],["c",1]],[["x",1]],[["a",1],["b",1]],"aa","","bbb",66,0,100]',
    bugs: [
      ['rank', 20, '    return len(set(words)) + 100 // len(words) if words else 0'],
      ['words', 16, '        told[word] = told.get(word, 1) + 1'],
      ['words', 4, '        if letter.isalpha() or (letter == "\'" or word != ""):'],
      [
        'rank',
        5,
        '    return [list(pair) for pair in sorted(counts(text).items(), key=lambda pair: (-pair[1], pair[1]))[:most]]',
      ],
      ['words', 5, '            word -= letter'],
      ['words', 6, '        elif word == "":'],
      ['words', 3, '    for letter in text.lower() - " ":'],
      ['rank', 12, '        if len(word) >= len(best):'],
    ],
    sets: '[[3,6],[0,3],[1,6],[1,4],[2,5],[3,5],[2,4],[4,7],[1,2],[0,4],[0,6],[1,7],[0,3,4],[1,2,4],[1,4,7],[1,3,4],[0,5,6],[1,5,6],[3,4,5],[2,3,6],[4,5,7],[0,2,6],[0,5,7],[2,3,4]]',
  },
}
