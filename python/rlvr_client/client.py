"""The client: tasks, scores of finished completions, episodes. Every method has an `_async` twin."""

from __future__ import annotations

import asyncio
import os
import weakref
from collections.abc import Mapping, Sequence
from typing import Any

from .background import awaited, background_loop, keep_from_closing, run
from .connection import Connection
from .episode import Episode
from .errors import RequestRefused
from .records import Grade, Message, Task

_TASKS_OF_A_PAGE = 1000

Rollout = tuple[Any, "str | Sequence[Message]"]
"""What names the task (a reference, or a row that holds one) and the completion: a text, or messages."""


class Client:
    """Of one server.

    url        default: the environment variable RLVR_URL
    token      default: the environment variable RLVR_SERVE_TOKEN
    timeout    seconds that one request may take; a verdict may run programs
    patience   seconds that a server may stay away before ServerUnavailable is raised; 0 tries once; default
               RLVR_PATIENCE, or 60
    batch      completions of one request
    senders    requests with completions at once
    """

    def __init__(
        self,
        url: str | None = None,
        *,
        token: str | None = None,
        timeout: float = 630,
        connect_timeout: float = 10,
        patience: float | None = None,
        batch: int = 256,
        senders: int = 4,
        connections: int = 128,
    ) -> None:
        url = url or os.environ.get("RLVR_URL")
        if not url:
            raise ValueError(
                "No rlvr server is named: give url=..., or set RLVR_URL to the address that `rlvr serve ENV --score` "
                "prints, or start one with rlvr_client.Server('ENV')."
            )
        self._settings: dict[str, Any] = dict(
            token=token or os.environ.get("RLVR_SERVE_TOKEN"),
            timeout=timeout,
            connect_timeout=connect_timeout,
            patience=float(os.environ.get("RLVR_PATIENCE") or 60) if patience is None else patience,
            most=connections,
        )
        self._batch, self._senders = max(1, batch), max(1, senders)
        self._url = url
        self._loop: asyncio.AbstractEventLoop | None = None
        self._connection = Connection(url, **self._settings)
        self.url = self._connection.url
        self._waiting: list[tuple[Any, Any, asyncio.Future[Grade]]] = []
        self._sending = 0

    def environments(self) -> list[dict[str, Any]]:
        """Each with name, description, maxTurns, tools and the sizes of its splits (None for an endless one)."""
        return run(self._environments())

    async def environments_async(self) -> list[dict[str, Any]]:
        return await awaited(self._environments())

    def tasks(self, env: str | None = None, split: str = "train", n: int = 1000, start: int = 0) -> list[Task]:
        """The first `n` tasks of a split from `start`; of a shorter split all. `env` may be left out where one is served."""
        return run(self._tasks(env, split, n, start))

    async def tasks_async(
        self, env: str | None = None, split: str = "train", n: int = 1000, start: int = 0
    ) -> list[Task]:
        return await awaited(self._tasks(env, split, n, start))

    def score(self, rollouts: Sequence[Rollout]) -> list[Grade]:
        """Grades in the order of the rollouts. Raises for the whole rather than leave one out."""
        return run(self._score(rollouts))

    async def score_async(self, rollouts: Sequence[Rollout]) -> list[Grade]:
        return await awaited(self._score(rollouts))

    def score_one(self, row: Any, completion: str | Sequence[Message]) -> Grade:
        """As `score`, for callers that ask one by one: those who ask at the same time share a request."""
        return run(self._score_one(row, completion))

    async def score_one_async(self, row: Any, completion: str | Sequence[Message]) -> Grade:
        return await awaited(self._score_one(row, completion))

    def episode(
        self,
        env: str | None = None,
        *,
        row: Any = None,
        split: str = "train",
        index: int | None = None,
        seed: int | None = None,
    ) -> Episode:
        """Begins one: of the task that `row` names, or by split and index, or by seed."""
        return run(self._episode(env, row, split, index, seed))

    async def episode_async(
        self,
        env: str | None = None,
        *,
        row: Any = None,
        split: str = "train",
        index: int | None = None,
        seed: int | None = None,
    ) -> Episode:
        return await awaited(self._episode(env, row, split, index, seed))

    def __getstate__(self) -> dict[str, Any]:
        return {"url": self._url, "settings": self._settings, "batch": self._batch, "senders": self._senders}

    def __setstate__(self, state: dict[str, Any]) -> None:
        settings = dict(state["settings"])
        connections = settings.pop("most")
        self.__init__(  # type: ignore[misc]
            state["url"], batch=state["batch"], senders=state["senders"], connections=connections, **settings
        )

    def _ready(self) -> Connection:
        loop = background_loop()
        if self._loop is not loop:
            # The first request, or the first after a fork: what is open and waited for belongs to the parent.
            keep_from_closing((self._connection, self._waiting))
            self._loop, self._connection = loop, Connection(self._url, **self._settings)
            self._waiting, self._sending = [], 0
            weakref.finalize(self, _let_go, loop, self._connection).atexit = False
        return self._connection

    async def _ask(self, path: str, body: Any = None) -> Any:
        return await self._ready().ask(path, body)

    async def _environments(self) -> list[dict[str, Any]]:
        return (await self._ask("/environments"))["environments"]

    async def _tasks(self, env: str | None, split: str, n: int, start: int) -> list[Task]:
        found: list[Task] = []
        while len(found) < n:
            count = min(_TASKS_OF_A_PAGE, n - len(found))
            asked = {"split": split, "start": start + len(found), "count": count}
            answer = await self._ask("/tasks", asked if env is None else {**asked, "env": env})
            page = answer["tasks"]
            found += [
                Task(answer["env"], split, t["index"], t["id"], t["prompt"], t["public"], t["reference"]) for t in page
            ]
            if len(page) < count:
                break
        return found

    async def _score(self, rollouts: Sequence[Rollout]) -> list[Grade]:
        parts = [rollouts[at : at + self._batch] for at in range(0, len(rollouts), self._batch)]
        slots = asyncio.Semaphore(self._senders)

        async def sent(part: Sequence[Rollout]) -> list[Grade]:
            async with slots:
                return await self._score_part(part)

        grades = await asyncio.gather(*map(sent, parts))
        return [grade for part in grades for grade in part]

    async def _score_part(self, part: Sequence[Rollout]) -> list[Grade]:
        return [Grade.read(result) for result in await self._results(part, "refuse")]

    async def _results(self, part: Sequence[Rollout], on_fault: str) -> list[dict[str, Any]]:
        rollouts = [{"row": reference_of(row), "completion": _completion(said)} for row, said in part]
        try:
            results = (await self._ask("/score", {"rollouts": rollouts, "onFault": on_fault}))["results"]
        except RequestRefused as refused:
            # Too long a body: long completions go in smaller parts.
            if refused.status != 413 or len(part) < 2:
                raise
            half = len(part) // 2
            return [*await self._results(part[:half], on_fault), *await self._results(part[half:], on_fault)]
        if len(results) != len(part):
            raise RequestRefused(f"{self.url}/score gave {len(results)} results for {len(part)} completions.", 200)
        return results

    async def _score_one(self, row: Any, completion: str | Sequence[Message]) -> Grade:
        self._ready()
        future: asyncio.Future[Grade] = asyncio.get_running_loop().create_future()
        self._waiting.append((row, completion, future))
        if self._sending < self._senders:
            self._sending += 1
            asyncio.ensure_future(self._send_waiting())
        return await future

    async def _send_waiting(self) -> None:
        try:
            # Whoever asks in the same turn of the loop is among them.
            await asyncio.sleep(0)
            while self._waiting:
                part, self._waiting = self._waiting[: self._batch], self._waiting[self._batch :]
                part = [each for each in part if not each[2].done()]
                await self._settle(part)
        finally:
            self._sending -= 1

    async def _settle(self, part: list[tuple[Any, Any, asyncio.Future[Grade]]]) -> None:
        if not part:
            return
        try:
            # One wrong row is the fault of its own sender.
            results = await self._results([(row, said) for row, said, _ in part], "item")
        except Exception as error:
            for *_, future in part:
                _fail(future, error)
            return
        for (*_, future), result in zip(part, results):
            if result.get("error"):
                _fail(future, RequestRefused(f"{self.url}/score: {result['error']}", 422))
            elif not future.done():
                future.set_result(Grade.read(result))

    async def _episode(self, env: str | None, row: Any, split: str, index: int | None, seed: int | None) -> Episode:
        asked: dict[str, Any] = {"row": reference_of(row)} if row is not None else {"split": split}
        for name, value in (("env", env), ("index", index), ("seed", seed)):
            if value is not None and row is None:
                asked[name] = value
        return Episode(self, await self._ask("/sessions", asked))


def reference_of(row: Any) -> Any:
    """The text that names the task, out of whatever row or label holds it."""
    if isinstance(row, Task):
        return row.reference
    if isinstance(row, Mapping):
        for name in ("ground_truth", "reference", "label"):
            if isinstance(row.get(name), str):
                return row[name]
        for name in ("reward_model", "reward_spec"):
            if isinstance(row.get(name), Mapping):
                return reference_of(row[name])
    return row


def _completion(said: str | Sequence[Message]) -> Any:
    """One reply is its text; more are messages, of which the server plays the assistant's."""
    if isinstance(said, str):
        return said
    try:
        messages = [dict(message) for message in said]
    except (TypeError, ValueError):
        raise TypeError(f"Expected a text or a list of messages as completion; got {said!r:.80}.") from None
    if len(messages) == 1 and not messages[0].get("tool_calls"):
        return messages[0].get("content") or ""
    return messages


def _let_go(loop: asyncio.AbstractEventLoop, connection: Connection) -> None:
    try:
        loop.call_soon_threadsafe(connection.close)
    except RuntimeError:
        pass


def _fail(future: asyncio.Future[Grade], error: Exception) -> None:
    if not future.done():
        future.set_exception(error)


_shared: dict[tuple[str | None, str | None], Client] = {}


def connect(url: str | None = None) -> Client:
    """The client of an address, the same one each time; of RLVR_URL where none is given."""
    key = (url or os.environ.get("RLVR_URL"), os.environ.get("RLVR_SERVE_TOKEN"))
    if key not in _shared:
        _shared[key] = Client(key[0])
    return _shared[key]


def client_of(given: Client | str | None) -> Client:
    return given if isinstance(given, Client) else connect(given)
