"""Whether a candidate's result, or what it printed, is what a test expects: the rules of src/sandbox/judge/compare-values.ts
and compare-output.ts, for an image that has Python alone. Values are plain data with the tags of values.py."""
import math
import re

SPACE = re.compile(r"[ \t\n\v\f\r]+")


def see(value):
    """(kind, content)"""
    if value is None or isinstance(value, bool):
        return ("null" if value is None else "bool", value)
    if isinstance(value, str):
        return "text", value
    if isinstance(value, (int, float)):
        return ("int" if isinstance(value, int) else "float"), value
    if isinstance(value, list):
        return "list", value
    if len(value) == 1:
        tag, content = next(iter(value.items()))
        if tag == "$undefined":
            return "null", None
        if tag == "$opaque":
            return "opaque", content
        if tag == "$int":
            return "int", int(content)
        if tag == "$float":
            return "float", float(content)
        if tag in ("$bytes", "$text", "$complex"):
            return tag, content
        if tag == "$tuple":
            return "tuple", content
        if tag in ("$set", "$frozenset"):
            return "set", content
        if tag == "$dict":
            return "dict", content
    return "dict", list(value.items())


NUMBERS = ("bool", "int", "float")
ROWS = ("list", "tuple", "set")


def values_equal(actual, expected, rules):
    left, right = see(actual), see(expected)
    if rules.get("unordered") and left[0] in ROWS and right[0] in ROWS:
        return not (rules.get("strictTypes") and left[0] != right[0]) and unordered(left[1], right[1], rules)
    return equal(actual, expected, rules)


def equal(actual, expected, rules):
    (left, mine), (right, theirs) = see(actual), see(expected)
    numbers = left in NUMBERS and right in NUMBERS
    if rules.get("strictTypes") and left != right and not (numbers and "bool" not in (left, right)):
        return False
    if numbers:
        return numbers_equal(mine, theirs, rules.get("tolerance"))
    if right in ("list", "tuple"):
        return left in ("list", "tuple") and len(mine) == len(theirs) and all(equal(a, b, rules) for a, b in zip(mine, theirs))
    if right == "set":
        return left in ROWS and unordered(mine, theirs, rules)
    if right == "dict":
        return left == "dict" and dicts_equal(mine, theirs, rules)
    return left == right and left != "opaque" and mine == theirs


def numbers_equal(mine, theirs, tolerance):
    if mine == theirs or (mine != mine and theirs != theirs):
        return True
    if tolerance is None:
        return False
    try:
        difference = abs(float(mine - theirs))
        allowed = max(tolerance.get("abs", 0), tolerance.get("rel", 0) * abs(float(theirs)))
    except OverflowError:
        return False
    return math.isfinite(difference) and difference <= allowed


def unordered(mine, theirs, rules):
    if len(mine) != len(theirs):
        return False
    rest = list(mine)
    for wanted in theirs:
        place = next((index for index, item in enumerate(rest) if equal(item, wanted, rules)), None)
        if place is None:
            return False
        del rest[place]
    return True


def dicts_equal(mine, theirs, rules):
    """A key 1 is the JSON key "1"."""
    have = {key_text(key): value for key, value in mine}
    want = {key_text(key): value for key, value in theirs}
    return have.keys() == want.keys() and len(mine) == len(theirs) and all(equal(have[key], want[key], rules) for key in want)


def key_text(key):
    kind, content = see(key)
    if kind == "text":
        return content
    whole = kind in NUMBERS and math.isfinite(content) and content == int(content)
    return str(int(content)) if whole else repr((kind, content))


def outputs_equal(actual, expected, compare):
    rules = {"mode": compare} if isinstance(compare, str) else compare
    if rules.get("ignoreCase"):
        actual, expected = actual.lower(), expected.lower()
    mode = rules.get("mode", "tokens")
    if mode == "exact":
        return actual == expected
    mine, theirs = CUTS[mode](actual), CUTS[mode](expected)
    if mode == "unordered-lines":
        mine, theirs = sorted(mine), sorted(theirs)
    return len(mine) == len(theirs) and all(part_equal(a, b, rules) for a, b in zip(mine, theirs))


def tokens(text):
    return [token for token in SPACE.split(text) if token]


def lines(text):
    return [line.strip() for line in re.split(r"\r\n|\r|\n", text) if line.strip()]


def trimmed(text):
    text = text.rstrip()
    return [line.rstrip() for line in re.split(r"\r\n|\n", text)] if text else []


CUTS = {"tokens": tokens, "lines": lines, "unordered-lines": lines, "trim": trimmed}
DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


def part_equal(mine, theirs, rules):
    if mine == theirs:
        return True
    if rules.get("floatAbs") is None and rules.get("floatRel") is None:
        return False
    left, right = tokens(mine), tokens(theirs)
    return len(left) == len(right) and all(token_equal(a, b, rules) for a, b in zip(left, right))


def token_equal(mine, theirs, rules):
    if mine == theirs:
        return True
    if not DECIMAL.fullmatch(mine) or not DECIMAL.fullmatch(theirs):
        return False
    tolerance = {"abs": rules.get("floatAbs") or 0, "rel": rules.get("floatRel") or 0}
    return numbers_equal(number(mine), number(theirs), tolerance)


def number(text):
    return int(text) if re.fullmatch(r"[+-]?\d{1,309}", text) else float(text)
