"""Frames of src/sandbox/worker/frames.ts: four bytes of length, little-endian, and JSON."""
import json
import os
import struct

IN, OUT = 0, 3


def send(message):
    body = json.dumps(message, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    left = memoryview(struct.pack("<I", len(body)) + body)
    while left:
        left = left[os.write(OUT, left) :]


def receive():
    """The next message; None where the other side is gone. It waits."""
    head = _exactly(4)
    body = None if head is None else _exactly(struct.unpack("<I", head)[0])
    return None if body is None else json.loads(body)


def _exactly(size):
    parts, left = [], size
    while left:
        part = os.read(IN, min(left, 1 << 20))
        if not part:
            return None
        parts.append(part)
        left -= len(part)
    return b"".join(parts)
