"""Which mutants of right programs pass the tests of a published data set, and which of those do another thing.

Reads JSON Lines {"id", "code", "preamble", "script", "mutants": [{"program", "change"}]}; writes {"id", "mutants", "accepted": [{"change", "program", "witness"}]}.
`witness` is a call on which program and mutant differ, and null where none was found: the mutant may be equivalent. Calls
are those of the tests and others made of their arguments: numbers within the range that the tests give, sub-lists,
other orders, the texts of other calls. Those on which the program itself throws do not count. Only published programs belong here:
nothing is contained.
"""
import copy
import json
import os
import random
import resource
import signal
import sys

SECONDS = 3
CALLS = 200


class Late(BaseException):
    pass


def late(*_):
    raise Late()


def load(source):
    space = {"__name__": "mutant"}
    exec(compile(source, "mutant", "exec"), space)
    return space


def in_child(work):
    """What `work` gives, as JSON, from a child; None where it does not end well."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            null = os.open(os.devnull, os.O_RDWR)
            for descriptor in (0, 1, 2):
                os.dup2(null, descriptor)
            resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS + 3, SECONDS + 3))
            sys.setrecursionlimit(3000)
            os.write(writing, json.dumps(work()).encode()[:60000])
        except BaseException:
            pass
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    try:
        return json.loads(said)
    except ValueError:
        return None


def passes(row, code):
    def work():
        signal.alarm(SECONDS)
        exec(compile("\n".join((row["preamble"], code, row["script"])), "mutant", "exec"), {"__name__": "__main__"})
        return True

    return in_child(work) is True


def calls_of(row, space):
    """The calls that the tests make, by function."""
    seen = []
    names = [name for name, value in space.items() if callable(value) and getattr(value, "__module__", None) == "mutant" and name in row["script"]]
    import types

    names = [name for name in names if isinstance(space[name], types.FunctionType)]

    def spy(name, inner):
        def called(*given, **named):
            if not named and len(seen) < 60:
                try:
                    seen.append((name, copy.deepcopy(given)))
                except Exception:
                    pass
            return inner(*given, **named)

        return called

    outer = dict(space)
    for name in names:
        outer[name] = spy(name, space[name])
    try:
        exec(compile(row["script"], "tests", "exec"), outer)
    except Exception:
        pass
    return seen


def varied(value, pool, rng):
    """Another value of the kind, made of what the tests give."""
    if isinstance(value, bool):
        return rng.random() < 0.5
    if isinstance(value, int):
        numbers = pool["int"]
        return rng.randint(min(numbers), max(numbers)) if rng.random() < 0.7 else rng.choice(numbers)
    if isinstance(value, float):
        return rng.choice(pool["float"])
    if isinstance(value, str):
        # Whole ones alone: a part of a text is seldom what the task speaks of.
        return rng.choice(pool["str"])
    if isinstance(value, (list, tuple)):
        items = [varied(item, pool, rng) if rng.random() < 0.4 else item for item in value]
        if items and rng.random() < 0.3:
            items = items[: rng.randrange(1, len(items) + 1)]
        if rng.random() < 0.3:
            rng.shuffle(items)
        return type(value)(items) if type(value) in (list, tuple) else value
    if isinstance(value, dict):
        return {key: varied(item, pool, rng) for key, item in value.items()}
    return value


def gather(value, pool):
    if isinstance(value, bool):
        return
    for kind in (int, float, str):
        if isinstance(value, kind):
            pool[kind.__name__].append(value)
    if isinstance(value, (list, tuple)):
        for item in value:
            gather(item, pool)
    if isinstance(value, dict):
        for item in value.values():
            gather(item, pool)


def same(left, right):
    if isinstance(left, float) and isinstance(right, (int, float)) or isinstance(right, float) and isinstance(left, (int, float)):
        return left == right or abs(left - right) <= 1e-6 * max(1, abs(left), abs(right)) or (left != left and right != right)
    if isinstance(left, (list, tuple)) and type(left) is type(right):
        return len(left) == len(right) and all(same(a, b) for a, b in zip(left, right))
    return type(left) is type(right) and left == right


def outcome(function, given):
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        return "gave", function(*copy.deepcopy(given))
    except Late:
        return "late", None
    except Exception as thrown:
        return "threw", type(thrown).__name__
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def witness(row, mutant):
    def work():
        signal.signal(signal.SIGALRM, late)
        space = load(row["preamble"] + "\n" + row["code"])
        other = load(row["preamble"] + "\n" + mutant)
        seen = calls_of(row, space)
        rng = random.Random(row["id"])
        tried = list(seen)
        by_name = {}
        for name, given in seen:
            pool = by_name.setdefault(name, {"int": [], "float": [], "str": []})
            gather(given, pool)
        while seen and len(tried) < CALLS:
            name, given = rng.choice(seen)
            pool = by_name[name]
            tried.append((name, tuple(varied(one, pool, rng) for one in given)))
        slow = 0
        for name, given in tried:
            how, right = outcome(space[name], given)
            if how != "gave":
                slow += how == "late"
                if slow > 5:
                    return None
                continue
            changed, wrong = outcome(other[name], given) if name in other else ("missing", None)
            if changed != "gave" or not same(right, wrong):
                return f"{name}{given!r}"[:300] + f" gives {right!r}"[:100] + f", the mutant {wrong!r}"[:100]
        return None

    return in_child(work)


def main():
    for line in sys.stdin:
        row = json.loads(line)
        if not passes(row, row["code"]):
            print(json.dumps({"id": row["id"], "mutants": 0, "accepted": []}), flush=True)
            continue
        accepted = [each for each in row["mutants"] if passes(row, each["program"])]
        for each in accepted:
            each["witness"] = witness(row, each["program"])
        print(json.dumps({"id": row["id"], "mutants": len(row["mutants"]), "accepted": accepted}), flush=True)


if __name__ == "__main__":
    main()
