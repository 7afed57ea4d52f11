"""What a script's checks came to while it ran: how many were reached, which loops over what the program gives were never
entered, and which failed without anybody hearing of it. marking.py writes the calls to it into the script."""
import collections
import itertools
import sys
import threading
import types

import proxies

_SIZED = (
    list, tuple, dict, set, frozenset, str, bytes, bytearray, range, collections.deque, collections.Counter,
    collections.OrderedDict, collections.defaultdict, type({}.keys()), type({}.values()), type({}.items()),
)  # fmt: skip


class Site:
    """A loop that checks what the program gives."""

    def __init__(self, line, text):
        self.line, self.text = line, text
        self.was_empty = self.was_entered = False


class Ledger:
    def __init__(self, changes):
        self.changes = changes
        self.reached = 0
        self.sites = []
        # Failed checks that are not yet known to be told, by the exception.
        self.open = []
        self.marks = []
        # Tasks end and coroutines are dropped at any point, in any thread.
        self.lock = threading.RLock()

    # Called by the script.

    def reach(self):
        self.reached += 1

    def begin(self):
        self.reached += 1
        self.changes.hold(sys._getframe(1))

    def over(self):
        self.changes.settle()

    def fail(self):
        self.note(sys.exc_info()[1])

    def hear(self):
        """A handler that does something about it has it."""
        self._drop(sys.exc_info()[1])

    def hear_expected(self):
        """One that names what it expects, and does nothing: an exception of that kind is what the script waits for."""
        error = sys.exc_info()[1]
        if not isinstance(error, AssertionError):
            self._drop(error)

    def mark(self):
        self.marks.append(len(self.open))

    def unmark(self):
        """Whatever failed since was waited for, as by `pytest.raises`."""
        del self.open[self.marks.pop() :]

    def leaf(self, number, value):
        """Part of what a loop goes over, and of the program's."""
        site = self.sites[number]
        if value is None or type(value) in _SIZED and not len(value) or type(value) in (types.GeneratorType, itertools.chain):
            site.was_empty = True
        return value

    def each(self, number, items, others=()):
        """`others` are the script's own values that the loop's body reads by the place in `items`."""
        site, count = self.sites[number], 0
        for item in items:
            site.was_entered = True
            count += 1
            yield item
        for other in others:
            if type(other) in (list, tuple, str) and count < len(other):
                self._refuse("the program gives %d of the %d values that it is compared with" % (count, len(other)))

    async def each_later(self, number, items):
        site = self.sites[number]
        async for item in items:
            site.was_entered = True
            yield item

    def turn(self, number, value):
        # Whatever `while` would ask of it is asked here, once.
        is_true = bool(value)
        if is_true:
            self.sites[number].was_entered = True
        return is_true

    def zipped(self, theirs, *parts, strict=False):
        """`zip` of what the program gives (at the places `theirs`) and of the script's own, which must not be longer."""
        if strict:
            return zip(*parts, strict=True)
        return self._zip(theirs, parts)

    def _zip(self, theirs, parts):
        # A range in front numbers what follows; one behind is what is expected.
        own = [part for place, part in enumerate(parts) if place not in theirs and type(part) in _SIZED and (place or type(part) is not range)]
        least = max((len(part) for part in own), default=0)
        count = 0
        iterators = [iter(part) for part in parts]
        while True:
            row = []
            for place, iterator in enumerate(iterators):
                for item in iterator:
                    row.append(item)
                    break
                else:
                    if place in theirs and count < least:
                        self._refuse("the program gives %d of the %d values that it is compared with" % (count, least))
                    return
            count += 1
            yield tuple(row)

    def mapped(self, theirs, function, *parts):
        return (function(*row) for row in self._zip(theirs, parts))

    def type_of(self, value):
        """`type(value)`: of an object of the program's, the class that it has there."""
        return proxies.class_of(value) if issubclass(type(value), proxies.Proxy) else type(value)

    def consume(self, value):
        """A generator of the script's own that stands alone would never check."""
        if type(value) in (types.GeneratorType, map, filter):
            for _ in value:
                pass
        return value

    def _refuse(self, message):
        error = AssertionError(message)
        self.note(error)
        raise error

    # Called by us.

    def note(self, error):
        with self.lock:
            if not any(error is other for other in self.open):
                self.open.append(error)

    def _drop(self, error):
        with self.lock:
            # What it was raised from is told with it.
            while error is not None:
                self.open = [other for other in self.open if other is not error]
                error = error.__context__

    def unheard(self):
        """The first failure since the last call that nobody was told of."""
        with self.lock:
            found, self.open = self.open, []
        self.marks.clear()
        return found[0] if found else None

    def empty_loops(self):
        return [site for site in self.sites if site.was_empty and not site.was_entered]
