"""What calls of a candidate's functions change of their arguments, in the script's own containers. In an assertion such
as `assert f(x) == g(x)` both sides are given the same `x`: what a call changes that also gives back a value is seen
when the assertion is over. A call that gives back None is made for what it changes, and that is seen at once."""
import sys
import threading

import wire

# Parts of an expression that run in frames of their own.
_INLINE = ("<lambda>", "<genexpr>", "<listcomp>", "<setcomp>", "<dictcomp>")


class Changes:
    """A change is a container and another one of its type, which holds what it is to hold."""

    def __init__(self):
        self._threads = threading.local()

    @property
    def held(self):
        """Of each assertion under way in this thread: its frame, and what waits for its end."""
        if not hasattr(self._threads, "held"):
            self._threads.held = []
        return self._threads.held

    def hold(self, frame):
        """An assertion begins in this frame of the script."""
        self.held.append((frame, []))

    def settle(self):
        """The assertion under way is over."""
        _fill(self.held.pop()[1])

    def take(self, changes, kept, may_wait):
        """`kept` are all containers that went with the call. Gives those for which they stand in its result."""
        waiting = self._waiting(sys._getframe()) if may_wait else None
        if waiting is None:
            _fill(changes)
            return kept
        waiting.extend(changes)
        return _copies(kept, changes)

    def _waiting(self, frame):
        """Of the assertion in which a call stands; None for a call in a function of its own."""
        if not self.held:
            return None
        held, changes = self.held[-1]
        while frame is not None and frame is not held and not _is_own(frame.f_code, held.f_code.co_filename):
            frame = frame.f_back
        return changes if frame is held else None


def _is_own(code, file):
    return code.co_filename == file and code.co_name not in _INLINE


def _fill(changes):
    for container, made in changes:
        wire.fill(container, made)


def _copies(kept, changes):
    """Of all of them, as the call left them; they hold each other as the kept ones do."""
    places = {id(container): place for place, container in enumerate(kept)}
    left = {id(container): made for container, made in changes}
    copies = [type(container)() for container in kept]

    def copied(part):
        if id(part) in places:
            return copies[places[id(part)]]
        return tuple(copied(item) for item in part) if type(part) is tuple else part

    for container, copy in zip(kept, copies):
        parts = wire.parts_of(left.get(id(container), container))
        wire.fill(copy, wire.made_of(copy, [copied(part) for part in parts]))
    return copies
