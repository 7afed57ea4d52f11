"""TRL (1.16): reward functions for GRPOTrainer and its relatives, and environments whose methods are the tools.

    trainer = GRPOTrainer(model=..., train_dataset=rlvr_client.dataset("countdown"), reward_funcs=reward_funcs())
    trainer = GRPOTrainer(model=..., train_dataset=rlvr_client.dataset("shop"), reward_funcs=reward_funcs(),
                          environment_factory=environment_factory("shop"))

A verdict that could not be given is None, which TRL leaves out of the mean and of the group's baseline. A server that
stays away raises ServerUnavailable out of `trainer.train()`; an episode that the server lost has the reward None.
TRL hands the errors of tools to the model as text, so they are kept here and looked at where rewards are asked for.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import keyword
import warnings
from collections.abc import Callable, Sequence
from typing import Any

from .client import Client, client_of
from .episode import Episode
from .errors import EnvironmentFailed, RequestRefused, RlvrError, SessionLost
from .records import Grade, Step

_REFERENCE_COLUMNS = ("ground_truth", "reference", "label", "reward_model")
_TYPES = {"string": str, "integer": int, "number": float, "boolean": bool, "array": list, "object": dict, "null": type(None)}


def reward_funcs(client: Client | str | None = None) -> list[Callable[..., Any]]:
    """What GRPOTrainer takes as `reward_funcs`: one asynchronous function, logged as `rewards/rlvr_reward`.

    It finds the task in the column `ground_truth` (that of `dataset` and of `rlvr export rows --to trl`), and plays the
    last words of a completion to the episode where `environment_factory` made its environment.
    Metrics: `rlvr/solved`, `rlvr/unscored`, and `rlvr/terms/NAME` of each term of the rubric.
    """

    async def rlvr_reward(
        prompts: Sequence[Any],
        completions: Sequence[Any],
        environments: Sequence[Any] | None = None,
        log_metric: Callable[[str, float], None] | None = None,
        **columns: Any,
    ) -> list[float | None]:
        grades: list[Grade | None] = [None] * len(completions)
        played = [
            (place, environment)
            for place, environment in enumerate(environments or [])
            if isinstance(environment, RemoteEnvironment)
        ]
        texts = {place for place, _ in played}
        alone = [place for place in range(len(completions)) if place not in texts]
        ended = await asyncio.gather(*(environment._finish(_last_text(completions[place])) for place, environment in played))
        for (place, environment), grade in zip(played, ended):
            grades[place] = None if environment._owns_reward else grade
        if alone:
            rows = _rows(columns, len(completions))
            scored = await client_of(client).score_async([(rows[place], completions[place]) for place in alone])
            for place, grade in zip(alone, scored):
                grades[place] = grade
        if log_metric is not None:
            _log([grade for grade in grades if grade is not None], log_metric)
        return [None if grade is None else grade.reward for grade in grades]

    return [rlvr_reward]


def environment_factory(
    env: str | None = None, *, client: Client | str | None = None, answer_tool: str | bool | None = None
) -> type[RemoteEnvironment]:
    """A class for GRPOTrainer's `environment_factory`; its methods are the environment's tools, with their schemas.

    Each row of the data set names the task of its group (`rlvr_client.dataset(env)`).

    answer_tool   the name of one more tool, by which the policy replies to the environment; the class then has
                  `get_reward`, and no `reward_funcs` are needed. An episode that ends without an answer is judged as
                  one with an empty reply. False: there is none, what the policy says last is its answer, and
                  `reward_funcs=reward_funcs()` plays it. Default: `answer` where the environment has no tools of its
                  own, else False.
    """
    found = client_of(client)
    known = found.environments()
    described = next((each for each in known if env in (None, each["name"])), None)
    if described is None or (env is None and len(known) > 1):
        names = ", ".join(each["name"] for each in known)
        raise ValueError(f"Expected the name of an environment that {found.url} serves ({names}); got {env!r}.")
    tools = described["tools"]
    if answer_tool is None or answer_tool is True:
        answer_tool = "answer" if answer_tool or not tools else False
    members: dict[str, Any] = {"_client": found, "_env": described["name"], "_owns_reward": bool(answer_tool)}
    for tool in tools:
        _check_name(tool["name"], members)
        members[tool["name"]] = _tool_method(tool)
    if answer_tool:
        _check_name(answer_tool, members)
        members[answer_tool] = _answer_method(answer_tool)
        members["get_reward"] = _get_reward
    return type(_class_name(described["name"]), (RemoteEnvironment,), members)


class RemoteEnvironment:
    """One episode at a time on the server. TRL makes one an attempt, and uses it again."""

    _client: Client
    _env: str
    _owns_reward: bool

    def __init__(self) -> None:
        self._episode: Episode | None = None
        self._error: RlvrError | None = None
        self._truncated = False

    def reset(self, **columns: Any) -> str | None:
        row = next((columns[name] for name in _REFERENCE_COLUMNS if columns.get(name)), None)
        if row is None:
            raise ValueError(
                f"The rows name no task: expected a column {' or '.join(_REFERENCE_COLUMNS[:3])}, so that the replies "
                f"of a group share one. Give train_dataset=rlvr_client.dataset({self._env!r})."
            )
        if self._episode is not None:
            self._episode.close()
        self._episode, self._error = None, None
        self._episode = self._client.episode(row=row)
        prompt = columns.get("prompt")
        if isinstance(prompt, list) and prompt and prompt[-1].get("content"):
            return None
        return "\n\n".join(message["content"] for message in self._episode.messages)

    async def _play(self, text: str = "", calls: Sequence[dict[str, Any]] | None = None) -> Step:
        if self._error is not None:
            raise self._error
        if self._episode is None or self._episode.done:
            raise RuntimeError("The episode is over.")
        try:
            return await self._episode.step_async(text, calls)
        except RlvrError as error:
            if not isinstance(error, RequestRefused):
                self._error = error
            raise

    async def _finish(self, text: str) -> Grade:
        """The episode's grade; what was said last is played where it has none yet."""
        if self._error is None and self._episode is not None and not self._episode.done:
            try:
                await self._play(text)
            except (SessionLost, EnvironmentFailed):
                pass
        if isinstance(self._error, (SessionLost, EnvironmentFailed)):
            warnings.warn(f"An episode of {self._env} counts for nothing: {self._error}", stacklevel=2)
            return Grade(None, None, {}, "lost")
        if self._error is not None:
            raise self._error
        grade = None if self._episode is None else self._episode.grade
        return grade if grade is not None else Grade(None, None, {}, "unfinished")


async def _get_reward(self: RemoteEnvironment) -> float | None:
    return (await self._finish("")).reward


def _tool_method(tool: dict[str, Any]) -> Callable[..., Any]:
    name, schema = tool["name"], tool["parameters"] or {}
    properties: dict[str, Any] = schema.get("properties", {})
    required = set(schema.get("required", []))

    async def method(self: RemoteEnvironment, **arguments: Any) -> str:
        given = {key: value for key, value in arguments.items() if value is not None or key in required}
        return (await self._play(calls=[{"name": name, "arguments": given}])).text

    lines = [f"        {key}: {_told(each)}" for key, each in properties.items()]
    described = (tool["description"] or name).replace("Args:", "Arguments:")
    method.__doc__ = f"{described}\n\n    Args:\n" + "\n".join(lines) if lines else described
    # Those that must be given come first, as in any Python signature.
    ordered = sorted(properties, key=lambda key: key not in required)
    parameters = [inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)]
    for key in ordered:
        if not key.isidentifier() or keyword.iskeyword(key):
            raise ValueError(f"The tool {name!r} has an argument {key!r}, which no Python function can have.")
        kind, hint = inspect.Parameter.POSITIONAL_OR_KEYWORD, _hint(properties[key])
        method.__annotations__[key] = hint if key in required else hint | None
        default = inspect.Parameter.empty if key in required else None
        parameters.append(inspect.Parameter(key, kind, default=default, annotation=method.__annotations__[key]))
    method.__annotations__ = {key: method.__annotations__[key] for key in ordered} | {"return": str}
    method.__signature__ = inspect.Signature(parameters, return_annotation=str)  # type: ignore[attr-defined]
    method.__name__ = name
    method.__qualname__ = name
    return method


def _answer_method(name: str) -> Callable[..., Any]:
    async def answer(self: RemoteEnvironment, text: str) -> str:
        """Hand in the answer.

        Args:
            text: the whole answer
        """
        step = await self._play(text)
        return step.text or ("The episode is over." if step.done else "")

    answer.__name__ = answer.__qualname__ = name
    answer.__annotations__ = {"text": str, "return": str}
    return answer


def _hint(schema: dict[str, Any]) -> Any:
    kinds = schema.get("type", "string")
    if isinstance(kinds, str):
        items = schema.get("items")
        if kinds == "array" and isinstance(items, dict) and isinstance(items.get("type"), str):
            return list[_TYPES.get(items["type"], str)]  # type: ignore[misc]
        return _TYPES.get(kinds, str)
    return str


def _told(schema: dict[str, Any]) -> str:
    words = " ".join(str(schema.get("description") or schema.get("title") or "a value").split())
    if "properties" in schema:
        words += f", as {json.dumps(schema)}"
    if isinstance(schema.get("enum"), list):
        words += f" (choices: {json.dumps(schema['enum'])})"
    return words


def _check_name(name: str, members: dict[str, Any]) -> None:
    if not name.isidentifier() or keyword.iskeyword(name) or name.startswith("_"):
        raise ValueError(f"The tool {name!r} cannot be a method in Python.")
    if name in members or name in ("reset", "get_reward"):
        raise ValueError(f"The tool {name!r} has a name that TRL keeps, or that is there twice; see answer_tool.")


def _class_name(env: str) -> str:
    return "".join(part.capitalize() for part in "".join(c if c.isalnum() else " " for c in env).split()) or "Env"


def _rows(columns: dict[str, Any], count: int) -> list[Any]:
    for name in _REFERENCE_COLUMNS:
        column = columns.get(name)
        if isinstance(column, (list, tuple)) and len(column) == count:
            return [{name: each} if name == "reward_model" else each for each in column]
    raise ValueError(
        f"The data set has no column that names the task ({', '.join(_REFERENCE_COLUMNS)}); it has "
        f"{', '.join(columns) or 'none'}. Make it with rlvr_client.dataset(env) or `rlvr export rows ENV --to trl`."
    )


def _last_text(completion: Any) -> str:
    if isinstance(completion, str):
        return completion
    for message in reversed(completion):
        if message.get("role") == "assistant":
            content = message.get("content") or ""
            if isinstance(content, list):
                return "".join(part.get("text", "") for part in content)
            return str(content)
    return ""


def _log(grades: Sequence[Grade], log_metric: Callable[[str, float], None]) -> None:
    if not grades:
        return
    log_metric("rlvr/unscored", sum(grade.reward is None for grade in grades) / len(grades))
    outcomes = [grade.outcome for grade in grades if grade.outcome is not None]
    if outcomes:
        log_metric("rlvr/solved", sum(outcomes) / len(outcomes))
    for name in {name for grade in grades for name in grade.scores}:
        known = [score for grade in grades if (score := grade.scores.get(name)) is not None]
        if known:
            log_metric(f"rlvr/terms/{name}", sum(known) / len(known))
