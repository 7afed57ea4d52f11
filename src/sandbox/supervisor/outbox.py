"""What a supervisor tells its parent: frames of src/sandbox/worker/frames.ts. Small ones wait for each other, so that an
answer of a program costs no wake-up of the parent; no program waits for a parent that is busy with something else."""
import json
import os
import select
import struct
import time

MOST_HELD_BYTES = 8 << 20
AT_ONCE_BYTES = 64 << 10
LONGEST_WAIT_SECONDS = 0.02
# IOV_MAX is 1024.
PARTS_AT_ONCE = 64


class Outbox:
    def __init__(self, loop, descriptor):
        self.loop, self.descriptor = loop, descriptor
        self.held, self.held_bytes = [], 0
        self.since = 0
        os.set_blocking(descriptor, False)

    def add(self, message, attachment=None):
        body = json.dumps(message, ensure_ascii=True, separators=(",", ":")).encode("ascii")
        behind = b"" if attachment is None else b"\n" + attachment
        if not self.held:
            self.since = time.monotonic()
        self.held.append(memoryview(struct.pack("<I", len(body) + len(behind)) + body + behind))
        self.held_bytes += len(self.held[-1])
        if self.held_bytes > AT_ONCE_BYTES:
            self._begin()

    def _begin(self):
        if not self.loop.has(self.descriptor) and not self.flush():
            self.loop.add(self.descriptor, self._go_on, self._go_on)
            self.loop.want_write(self.descriptor, True)

    def _go_on(self):
        if self.flush():
            self.loop.remove(self.descriptor)

    def is_full(self):
        return self.held_bytes > MOST_HELD_BYTES

    def flush_in_time(self):
        if self.held and time.monotonic() - self.since > LONGEST_WAIT_SECONDS:
            self._begin()

    def flush(self):
        """As much as the parent takes now. False where something is left."""
        try:
            while self.held:
                written = os.writev(self.descriptor, self.held[:PARTS_AT_ONCE])
                self.held_bytes -= written
                while self.held and written >= len(self.held[0]):
                    written -= len(self.held.pop(0))
                if written:
                    self.held[0] = self.held[0][written:]
        except BlockingIOError:
            return False
        return True

    def send(self, message, attachment=None):
        """The end of a job: all of it goes, however long the parent takes."""
        self.add(message, attachment)
        self.loop.remove(self.descriptor)
        writable = select.poll()
        writable.register(self.descriptor, select.POLLOUT)
        while not self.flush():
            writable.poll()
