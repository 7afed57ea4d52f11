"""Lists, dicts and sets that crossed between a script and the program, each the same one ever after: both sides count
them alike, and tell each other with every message which of theirs have changed. So `f() is f()`, `[[0] * 2] * 2` and
`def f(x, acc=[])` are for a script what they are in one process. Of a bounded number; what crosses beyond it is a copy."""
import wire

MOST_PARTS = 20_000
MOST_BYTES = 4 << 20
# Of what is asked, that which gives a list, dict or set of which the script may ask whether it is the same one.
SHARED = ("call", "getattr", "item", "next", "binary", "reflected", "await", "enter", "plain", "aenter", "anext")


class Held:
    __slots__ = ("container", "before", "is_given")

    def __init__(self, container, is_given):
        self.container = container
        # What it held when the other side was last told.
        self.before = wire.parts_of(container)
        # The script's own, given to a call.
        self.is_given = is_given


class Common:
    def __init__(self):
        self.held = []
        self.numbers = {}
        self.parts = 0
        self.bytes = 0
        # Of messages from the program whose containers are held.
        self.told_bytes = 0

    def changed(self):
        return [number for number, held in enumerate(self.held) if wire.is_changed(held.before, held.container)]

    def note(self, number):
        """Both sides hold the same now."""
        held = self.held[number]
        held.before = wire.parts_of(held.container)

    def note_unlike(self, number):
        """The other side holds something else: it is told again with the next message."""
        self.held[number].before = [object()] * (len(wire.parts_of(self.held[number].container)) + 1)

    def can_add(self, containers):
        return self.parts + sum(map(len, containers)) + len(containers) <= MOST_PARTS

    def add(self, containers, is_given):
        for container in containers:
            self.numbers[id(container)] = len(self.held)
            self.held.append(Held(container, is_given))
            self.parts += len(container) + 1

    def changes(self, encoder):
        """Of each container that was changed here its number and its parts."""
        told = []
        for number in self.changed():
            told.append([number, [encoder.encode(part) for part in wire.parts_of(self.held[number].container)]])
            self.note(number)
        return told


class Crossing:
    """One message's part in it: the containers that it tells for the first time."""

    def __init__(self, common, gives=False):
        self.common = common
        # It hands arguments to the program.
        self.gives = gives
        self.fresh = []
        self.fresh_numbers = {}
        # By number, what stands for a container in this message alone.
        self.instead = {}

    def number_of(self, container):
        """None where it is told for the first time; it is counted then."""
        known = self.common.numbers.get(id(container))
        if known is not None and self.gives:
            self.common.held[known].is_given = True
        if known is None:
            known = self.fresh_numbers.get(id(container))
        if known is None:
            self.fresh_numbers[id(container)] = len(self.common.held) + len(self.fresh)
            self.fresh.append(container)
        return known

    def forget(self, mark):
        for container in self.fresh[mark:]:
            del self.fresh_numbers[id(container)]
        del self.fresh[mark:]

    def found(self, number):
        if type(number) is not int or number < 0:
            raise ValueError("no number")
        if number in self.instead:
            return self.instead[number]
        first = len(self.common.held)
        return self.common.held[number].container if number < first else self.fresh[number - first]

    def keep(self, is_given, size):
        """After the message of this size is told: how many of its containers are held from here on."""
        if not self.fresh or not self.common.can_add(self.fresh) or self.common.bytes + size > MOST_BYTES:
            return 0
        self.common.bytes += size
        self.common.add(self.fresh, is_given)
        return len(self.fresh)

    def keep_told(self, count, is_given):
        """The other side of `keep`. A message that could not be read has fewer."""
        if count:
            self.fresh += [[] for _ in range(count - len(self.fresh))]
            self.common.add(self.fresh[:count], is_given)
