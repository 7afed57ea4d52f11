"""Drives `rlvr serve --ors` by TRL's OpenRewardSpec as GRPOTrainer does, without a model: the data set, the methods that become
the model's tools, and the rewards, of the first environment and of one that `env_name` names.

    python -m venv V && V/bin/pip install torch transformers trl==1.16.0 datasets openreward==0.1.167
    V/bin/python benchmarks/conformance/ors/trl_openreward_spec.py [--only NAME]
"""

from __future__ import annotations

import inspect
import os
from typing import Any, List

os.environ.update(TRL_EXPERIMENTAL_SILENCE="1", HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1")

from driver import PAGE, SECRET, Server, countdown_replies, near, run

from transformers.utils import get_json_schema
from trl.experimental.openreward import OpenRewardSpec

GOODS = ("apples", "pears", "plums")


def spec(server: Server, name: str, **given: Any) -> OpenRewardSpec:
    os.environ["OPENREWARD_SESSION_URL"] = os.environ["OPENREWARD_API_URL"] = server.url
    return OpenRewardSpec(server.url, env_name=name, **({"num_tasks": 4} | given))


def episodes(made: OpenRewardSpec) -> List[Any]:
    """Each with its row, as the trainer resets them."""
    environments = []
    for row in made.train_dataset:
        environment = made.environment_factory()
        environment.prompt = environment.reset(**row)
        environments.append(environment)
    return environments


def tools_of(environment: Any) -> List[str]:
    members = inspect.getmembers(type(environment), predicate=inspect.isfunction)
    return [name for name, _ in members if name != "reset" and not name.startswith("_")]


def first_environment(server: Server) -> None:
    made = spec(server, None)
    environments = episodes(made)
    assert tools_of(environments[0]) == ["submit"]
    schema = get_json_schema(type(environments[0]).submit)["function"]
    assert schema["parameters"]["required"] == ["answer"], schema
    expected = []
    for environment, kind in zip(environments, ("gold", "wrong", "bare", "none")):
        reply, reward = countdown_replies(environment.prompt)[kind]
        expected.append(reward)
        environment.submit(answer=reply)
        assert environment.finished and environment.last_output == "The episode is over."
    assert made.reward_funcs(environments=environments) == expected


def by_name(server: Server) -> None:
    made = spec(server, "shop", split="test")
    assert set(made.train_dataset["env"]) == {"shop"} and set(made.train_dataset["split"]) == {"test"}
    environments = episodes(made)
    for environment in environments:
        assert "Ask `stock`" in environment.prompt
        environment.submit(answer=str(sum(int(environment.stock(fruit=each)) for each in GOODS)))
        assert environment.rewards[:3] == [None] * 3
    assert made.reward_funcs(environments=environments) == [1.1] * 4


def null(server: Server) -> None:
    made = spec(server, "unjudged")
    environments = episodes(made)
    for environment in environments:
        assert SECRET not in environment.submit(answer="x") + environment.prompt
        assert environment.finished
    assert made.reward_funcs(environments=environments) == [None] * 4


def whole_split(server: Server) -> str:
    rows = spec(server, "countdown", num_tasks=None).train_dataset
    assert rows["task_index"][:] == list(range(len(rows)))
    return f"{len(rows)} rows, columns {', '.join(rows.column_names)}"


def mistakes(server: Server) -> None:
    """What a model calls wrongly is told to it, and earns nothing."""
    environment = episodes(spec(server, "library", num_tasks=1))[0]
    assert environment.pages(count=1) == PAGE, "an argument that was left out"
    assert environment.pages(count=-1).startswith("Error: input_validation"), environment.last_output
    environment.submit(answer="1")
    assert near(environment.reward, 1) and environment.submit(answer="1").startswith("Error: episode_finished")
    assert near(environment.reward, 1)


def killed_server(server: Server) -> str:
    environment = episodes(spec(server, "shop", num_tasks=1))[0]
    environment.stock(fruit="pears")
    server.kill()
    word = environment.submit(answer="1")
    server.start()
    environment.submit(answer="1")
    assert environment.reward is None and not environment.finished
    return word[:40]


run([first_environment, by_name, null, whole_split, mistakes, killed_server])
