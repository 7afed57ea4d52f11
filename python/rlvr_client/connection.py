"""HTTP/1.1 over asyncio streams: connections kept open and used again, and retries until a patience ends.

Only what a JSON API needs: a body with a length or in chunks, no redirects, no compression, no proxies (RFC 9112).
Every request of this package may be sent twice, so a lost connection is simply tried again.
"""

from __future__ import annotations

import asyncio
import json
import random
import ssl
import time
from typing import Any
from urllib.parse import urlsplit

from .errors import RequestRefused, ServerUnavailable

_RETRIED_STATUS = {408, 425, 429, 502, 503, 504}
_LONGEST_PAUSE = 2.0


class _Broken(Exception):
    """The connection gave no whole answer."""


class Connection:
    """One server's connections. Belongs to one event loop."""

    def __init__(
        self, url: str, *, token: str | None, timeout: float, connect_timeout: float, patience: float, most: int
    ) -> None:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"Expected the address of an rlvr server, like http://127.0.0.1:8080; got {url!r}.")
        self.url = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
        self._host, self._path = parts.hostname, parts.path.rstrip("/")
        self._secure = ssl.create_default_context() if parts.scheme == "https" else None
        self._port = parts.port or (443 if self._secure else 80)
        self._timeout, self._connect_timeout, self._patience = timeout, connect_timeout, patience
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self._slots = asyncio.Semaphore(most)
        head = [f"Host: {parts.netloc.rpartition('@')[2]}", "Accept: application/json"]
        if token:
            head.append(f"Authorization: Bearer {token}")
        self._head = "\r\n".join(head)

    async def ask(self, path: str, body: Any = None) -> Any:
        """The answer's JSON: of a GET, or of a POST where there is a body.

        Raises RequestRefused for a status of 4xx and 500, ServerUnavailable when patience ends.
        """
        content = None if body is None else json.dumps(body, allow_nan=False).encode()
        began, pause = time.monotonic(), 0.1
        while True:
            try:
                status, retry_after, answer = await self._once(path, content)
                if status not in _RETRIED_STATUS:
                    return _read(status, answer, f"{self.url}{path}")
                why = f"status {status}: {_words(answer)}"
            except (OSError, asyncio.TimeoutError, _Broken) as error:
                retry_after, why = None, f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            left = self._patience - (time.monotonic() - began)
            if left <= 0:
                raise ServerUnavailable(
                    f"{self.url} gave no answer to {path} within {self._patience:g} s ({why}). "
                    "Is `rlvr serve` running there?"
                )
            await asyncio.sleep(min(left, max(pause * random.uniform(0.5, 1.0), retry_after or 0)))
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def _once(self, path: str, content: bytes | None) -> tuple[int, float | None, bytes]:
        async with self._slots:
            while self._idle:
                # One that the server closed meanwhile says so at once, and costs no patience.
                kept = self._idle.pop()
                if kept[0].at_eof() or kept[1].is_closing():
                    kept[1].close()
                    continue
                try:
                    return await asyncio.wait_for(self._exchange(kept, path, content), self._timeout)
                except asyncio.TimeoutError:
                    raise
                except (OSError, _Broken):
                    continue
            opened = await asyncio.wait_for(
                asyncio.open_connection(self._host, self._port, ssl=self._secure, limit=1 << 20), self._connect_timeout
            )
            return await asyncio.wait_for(self._exchange(opened, path, content), self._timeout)

    async def _exchange(
        self, streams: tuple[asyncio.StreamReader, asyncio.StreamWriter], path: str, content: bytes | None
    ) -> tuple[int, float | None, bytes]:
        reader, writer = streams
        is_kept = False
        try:
            head = f"{'GET' if content is None else 'POST'} {self._path}{path} HTTP/1.1\r\n{self._head}\r\n"
            if content is not None:
                head += f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n"
            writer.write(head.encode() + b"\r\n" + (content or b""))
            await writer.drain()
            status, headers = await _read_head(reader)
            answer, is_whole = await _read_body(reader, headers)
            is_kept = is_whole and headers.get("connection", "").lower() != "close"
            pause = headers.get("retry-after", "")
            return status, float(pause) if pause.isdigit() else None, answer
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError) as error:
            raise _Broken(f"the answer broke off ({error})") from error
        finally:
            if is_kept:
                self._idle.append(streams)
            else:
                writer.close()

    def close(self) -> None:
        """In the loop's own thread."""
        for _, writer in self._idle:
            writer.close()
        self._idle.clear()


async def _read_head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    while True:
        text = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = text.rstrip("\r\n").split("\r\n")
        version, _, rest = first.partition(" ")
        if not version.startswith("HTTP/1."):
            raise ValueError(f"no HTTP answer: {first[:80]!r}")
        status = int(rest[:3])
        headers = {}
        for line in lines:
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        if status >= 200:
            return status, headers


async def _read_body(reader: asyncio.StreamReader, headers: dict[str, str]) -> tuple[bytes, bool]:
    if headers.get("transfer-encoding", "").lower() == "chunked":
        pieces = []
        while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
            pieces.append(await reader.readexactly(size))
            await reader.readexactly(2)
        while (await reader.readuntil(b"\r\n")) != b"\r\n":
            pass
        return b"".join(pieces), True
    if "content-length" in headers:
        return await reader.readexactly(int(headers["content-length"])), True
    return await reader.read(), False


def _read(status: int, answer: bytes, where: str) -> Any:
    if status >= 300:
        words = _words(answer)
        if words.startswith(("There is no POST ", "There is no GET ", "No session: POST /seed_session")):
            words = f"that is no address of `rlvr serve ENV --score`, which prints one for each protocol. {words}"
        raise RequestRefused(f"{where} answered {status}: {words}", status)
    try:
        return json.loads(answer)
    except ValueError:
        raise RequestRefused(f"{where} answered no JSON: {answer[:200]!r}. Is that an rlvr server?", status) from None


def _words(answer: bytes) -> str:
    try:
        said = json.loads(answer)
        return str(said.get("error") or said.get("message") or said)[:1000]
    except (ValueError, AttributeError):
        return answer[:200].decode("utf-8", "replace")
