"""One episode on the server: opened with a task, stepped with replies and calls of tools, closed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .background import awaited, run
from .errors import EnvironmentFailed, RequestRefused, SessionLost
from .records import Grade, Message, Step

if TYPE_CHECKING:
    from .client import Client


class Episode:
    """Made by `Client.episode` or `Client.episode_async`. Every method has an `_async` twin."""

    def __init__(self, client: Client, opened: dict[str, Any]) -> None:
        self._client, self._id, self._turn = client, opened["session"], 0
        self._open = True
        self.env: str = opened["env"]
        self.reference: str = opened["reference"]
        self.messages: list[Message] = list(opened["messages"])
        """The conversation's opening."""
        self.tools: list[dict[str, Any]] = opened["tools"]
        """Each with name, description and parameters (a JSON Schema)."""
        self.max_turns: int = opened["maxTurns"]
        self.grade: Grade | None = None
        """What came of it; None while it goes on, or after it was lost."""

    @property
    def done(self) -> bool:
        return self.grade is not None

    def step(self, text: str = "", calls: Sequence[Mapping[str, Any]] | None = None) -> Step:
        """A reply. `calls` are its calls of tools: name, arguments (an object or its JSON), id where there is one.

        Without calls, those that stand in the text as <tool_call>{...}</tool_call> count.
        Raises SessionLost, EnvironmentFailed, ServerUnavailable; after any of them there is no grade.
        """
        return run(self._step(text, calls))

    async def step_async(self, text: str = "", calls: Sequence[Mapping[str, Any]] | None = None) -> Step:
        return await awaited(self._step(text, calls))

    def call(self, name: str, arguments: Mapping[str, Any]) -> Step:
        """One call of a tool, as a reply of its own."""
        return self.step(calls=[{"name": name, "arguments": arguments}])

    async def call_async(self, name: str, arguments: Mapping[str, Any]) -> Step:
        return await self.step_async(calls=[{"name": name, "arguments": arguments}])

    def close(self) -> None:
        """Ends it on the server. Never raises: a session that nobody closes ends by itself."""
        run(self._close())

    async def close_async(self) -> None:
        await awaited(self._close())

    async def _step(self, text: str, calls: Sequence[Mapping[str, Any]] | None) -> Step:
        body: dict[str, Any] = {"turn": self._turn, "text": text}
        if calls:
            body["calls"] = [_call(call, f"call-{self._turn}-{place}") for place, call in enumerate(calls)]
        try:
            answer = await self._client._ask(f"/sessions/{self._id}/step", body)
        except RequestRefused as refused:
            if refused.status == 404:
                self._open = False
                raise SessionLost(
                    "The server no longer knows this session: it was started anew, or the session was idle too long. "
                    "The episode has no reward."
                ) from refused
            if refused.status == 500:
                raise EnvironmentFailed(str(refused)) from refused
            raise
        self._turn += 1
        grade = answer["grade"]
        self.grade = None if grade is None else Grade.read(grade)
        return Step(answer["messages"], answer["reward"], answer["done"], answer["truncated"], self.grade)

    async def _close(self) -> None:
        if not self._open:
            return
        self._open = False
        try:
            await asyncio.wait_for(self._client._ask(f"/sessions/{self._id}/close", {}), 2)
        except Exception:
            pass

    def __enter__(self) -> Episode:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def __aenter__(self) -> Episode:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close_async()


def _call(call: Mapping[str, Any], fallback_id: str) -> dict[str, Any]:
    inner = call.get("function") or call
    arguments = inner.get("arguments") or {}
    if isinstance(arguments, str):
        arguments = json.loads(arguments)
    return {"id": str(call.get("id") or fallback_id), "name": inner["name"], "arguments": dict(arguments)}
