"""The part of the tester's line that keeps the containers which crossed the same on both sides (shared/common.py)."""
import json

import common
import proxies
import wire


class Sharing:
    def _call_sharing(self, proxy, args, kwargs):
        with self.lock:
            crossing = common.Crossing(self.common, True)
            encoder = wire.Encoder(wire.FRAME_BYTES, self._refer, True, None, None, crossing)
            return self._asked({
                "o": "call",
                "h": proxies.number_of(proxy),
                "u": self.common.changes(encoder),
                "a": [encoder.encode(item) for item in args],
                "k": {name: encoder.encode(item) for name, item in kwargs.items()},
                "c": crossing.keep(True, wire.FRAME_BYTES - encoder.left),
            })  # fmt: skip

    def _asked_sharing(self, request):
        """The answer to what is asked, with the containers that both sides hold brought to what they are there."""
        with self.lock:
            if "c" not in request:
                crossing = common.Crossing(self.common)
                encoder = wire.Encoder(wire.FRAME_BYTES, self._refer, True, None, None, crossing)
                request["u"] = self.common.changes(encoder)
                request["c"] = crossing.keep(True, wire.FRAME_BYTES - encoder.left)
            answer = self.peer.ask(request)
            size = self.peer.received_bytes
            crossing = self.decoder.crossing = common.Crossing(self.common)
            try:
                changes = [self._one_change(change) for change in self.exact(list, answer.get("w", []))]
                given = self._fill_common(changes, answer.get("r") is not None, crossing)
                self.decoder.crossing = crossing if request["o"] in common.SHARED else None
                made = self._decode(answer.get("r"))
            finally:
                self.decoder.crossing = None
            error = self._exception(answer["x"], ()) if "x" in answer else None
            count = answer.get("c", 0)
            if type(count) is not int or count not in (0, len(crossing.fresh)):
                self.peer.lose()
            if count:
                # What our own encoder counts, escaped, has no more; a forged answer is not held.
                is_alone = "f" not in answer and "s" not in answer
                self.common.told_bytes += size if is_alone else len(json.dumps([answer.get("w"), answer.get("r")]))
                if not self.common.can_add(crossing.fresh) or self.common.told_bytes > 16 * common.MOST_BYTES:
                    self.peer.lose()
            crossing.keep_told(count, False)
            self._hear_and_see(answer)
            if given and self.keeps_arguments:
                self._refuse_change()
        if error is not None:
            raise error
        return made

    def _one_change(self, change):
        if type(change) is not list or len(change) != 2 or type(change[1]) is not list:
            self.peer.lose()
        if type(change[0]) is not int or not 0 <= change[0] < len(self.common.held):
            self.peer.lose()
        held = self.common.held[change[0]]
        try:
            return change[0], held, wire.made_of(held.container, self._decode_parts(change[1]))
        except (TypeError, ValueError):
            self.peer.lose()

    def _decode_parts(self, parts):
        # Part by part, for this list is none that both sides hold.
        return [self._decode(part) for part in parts]

    def _fill_common(self, changes, gives_back, crossing):
        """Whether something that the script gave was changed. What the program gave is changed at once."""
        for number, held, made in changes:
            if not held.is_given:
                wire.fill(held.container, made)
                self.common.note(number)
        given = [(number, held.container, made) for number, held, made in changes if held.is_given]
        if given and not self.keeps_arguments:
            self.saw_changes |= gives_back
            numbers = [number for number, held in enumerate(self.common.held) if held.is_given]
            kept = [self.common.held[number].container for number in numbers]
            taken = self.changes.take([(container, made) for _, container, made in given], kept, gives_back)
            if taken is not kept:
                crossing.instead = dict(zip(numbers, taken))
            for number, _, _ in given:
                self.common.note(number) if taken is kept else self.common.note_unlike(number)
        return bool(given)

    def _refuse_change(self):
        error = AssertionError("the call changed its arguments, which are to stay as they are")
        self.note(error)
        raise error

    def told_of(self, error):
        """Name and arguments of a built-in exception that the program raised; None of any other."""
        name = type(error).__dict__.get("name") if isinstance(error, proxies.CandidateFailure) else None
        return None if name is None else self._plain(name, error)

    def _plain(self, name, error):
        args = [item if type(item) in (str, int, float, bool, type(None)) else str(item)[:400] for item in error.args]
        return [name, self._encode(args)]

    def raised_by_itself(self, error):
        """Name and arguments of a built-in exception that a `raise` of the script raised, not one of its checks."""
        trace = getattr(error, "__traceback__", None)
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        kind = type(error)
        if trace is None or trace.tb_frame.f_code.co_filename != self.script_file or trace.tb_lineno not in self.raising or kind.__module__ != "builtins" or issubclass(kind, AssertionError):
            return None
        return self._plain(kind.__name__, error)
