"""One event loop in a thread of its own, for callers without one and for callers with several.

Connections belong to a loop; trainers call from threads, from loops that come and go, and from forked workers. All of
it happens in this one loop, and each caller waits in its own way.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

_lock = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None
_of_the_parent: list[object] = []


def background_loop() -> asyncio.AbstractEventLoop:
    global _loop
    with _lock:
        if _loop is None:
            _loop = asyncio.new_event_loop()
            threading.Thread(target=_loop.run_forever, name="rlvr-client", daemon=True).start()
        return _loop


def keep_from_closing(what: object) -> None:
    """What a fork copied must not be closed by its copy: the parent waits for it by the same epoll object."""
    _of_the_parent.append(what)


def _after_fork() -> None:
    # The thread stayed in the parent. Clients look at `background_loop()` anew.
    global _loop, _lock
    keep_from_closing(_loop)
    _loop, _lock = None, threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Waits for it, from any thread but the loop's own."""
    future = asyncio.run_coroutine_threadsafe(work, background_loop())
    try:
        return future.result()
    except BaseException:
        future.cancel()
        raise


async def awaited(work: Coroutine[Any, Any, T]) -> T:
    """Waits for it in the loop of the caller; cancelling the wait cancels the work."""
    if asyncio.get_running_loop() is background_loop():
        return await work
    return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, background_loop()))
