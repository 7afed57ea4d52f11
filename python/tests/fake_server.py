"""A server of raw answers, for what no healthy server does: each request is answered by the next of a list of scripts."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterable
from typing import BinaryIO


def answer(body: object, status: int = 200) -> bytes:
    content = json.dumps(body).encode()
    return f"HTTP/1.1 {status} X\r\nContent-Length: {len(content)}\r\n\r\n".encode() + content


def body_of(request: bytes) -> dict:
    return json.loads(request.split(b"\r\n\r\n", 1)[1])


class FakeServer:
    """`scripts` give the bytes that answer a request, or None to close without a word; the last stands for all after."""

    def __init__(self, scripts: Iterable[Callable[[bytes], bytes | None]]) -> None:
        self._scripts = list(scripts)
        self.requests: list[bytes] = []
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def connections(self) -> int:
        return len(self._open)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self._open.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as stream:
            try:
                while request := _request(stream):
                    with self._lock:
                        place = min(len(self.requests), len(self._scripts) - 1)
                        self.requests.append(request)
                    said = self._scripts[place](request)
                    if said is None:
                        return
                    connection.sendall(said)
                    if b"Connection: close" in said or (b"Length" not in said and b"chunked" not in said):
                        return
            except OSError:
                return

    def drop_connections(self) -> None:
        for connection in self._open:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def close(self) -> None:
        self._socket.close()
        self.drop_connections()

    def __enter__(self) -> FakeServer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _request(stream: BinaryIO) -> bytes:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        line = stream.readline()
        if not line:
            return b""
        head += line
    lines = head.lower().split(b"\r\n")
    length = next((int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length")), 0)
    return head + stream.read(length)
