"""The reward function and the environment class as TRL calls them, against a real server; TRL itself is not needed."""

import asyncio
import inspect
import os
import signal
import typing
import unittest
import warnings

from rlvr_server import gold, server

from rlvr_client import ServerUnavailable, rows
from rlvr_client.trl import environment_factory, reward_funcs
from rlvr_client.verl import compute_score

FRUITS = ("apples", "pears", "plums")


def say(text):
    return [{"role": "assistant", "content": text}]


class Rewards(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = server().start()
        cls.client = cls.server.client()
        cls.reward = staticmethod(reward_funcs(cls.client)[0])

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def rewards(self, prompts, completions, **columns):
        return asyncio.run(self.reward(prompts=prompts, completions=completions, completion_ids=[], **columns))

    def test_are_those_of_the_tasks_that_the_rows_name_and_none_stays_none(self):
        of = [*rows("countdown", n=2, client=self.client), *rows("unjudged", n=1, client=self.client)]
        said, logged = [say(gold(of[0]["prompt"][-1]["content"])), say("hm"), say("x")], {}
        columns = {name: [row[name] for row in of] for name in ("data_source", "ground_truth")}
        given = self.rewards([row["prompt"] for row in of], said, log_metric=logged.__setitem__, **columns)
        self.assertEqual(given, [1.1, 0, None])
        self.assertEqual(logged["rlvr/solved"], 0.5)
        self.assertAlmostEqual(logged["rlvr/unscored"], 1 / 3)
        self.assertEqual(logged["rlvr/terms/format"], 0.5)
        self.assertEqual(self.reward.__name__, "rlvr_reward")
        with self.assertRaisesRegex(ValueError, "no column that names the task"):
            self.rewards(["p"], ["c"], other=["x"])

    def test_of_an_environment_with_tools_play_the_last_words(self):
        factory = environment_factory("shop", client=self.client)
        self.assertFalse(hasattr(factory, "get_reward"))
        row = rows("shop", n=1, client=self.client)[0]
        right, wrong = factory(), factory()
        for environment in (right, wrong):
            self.assertIsNone(environment.reset(**row))
            self.assertIn("shop", environment.reset(**{**row, "prompt": [{"role": "user", "content": ""}]}))

        async def total():
            return sum([int(await right.stock(fruit=fruit)) for fruit in FRUITS])

        said = [say(str(asyncio.run(total()))), say("-1")]
        self.assertEqual(self.rewards(["", ""], said, environments=[right, wrong]), [1.1, 0.1])
        with self.assertRaisesRegex(RuntimeError, "over"):
            asyncio.run(right.stock(fruit="pears"))
        with self.assertRaisesRegex(ValueError, "rows name no task"):
            right.reset()

    def test_of_an_environment_with_an_answer_tool_are_its_own(self):
        factory = environment_factory("guess", client=self.client)
        environment = factory()
        environment.reset(**rows("guess", n=1, client=self.client)[0])

        async def play():
            said = []
            for number in "123":
                said.append(await environment.answer(number))
                if "over" in said[-1]:
                    return said, await environment.get_reward()

        said, reward = asyncio.run(play())
        self.assertEqual((reward, said[:-1]), (1, ["Too small."] * (len(said) - 1)))
        self.assertEqual(self.rewards([""], [say("done")], environments=[environment]), [None])
        environment.reset(**rows("unjudged", n=1, client=self.client)[0])
        self.assertIsNone(asyncio.run(environment.get_reward()))

    def test_tools_have_the_signatures_and_words_that_schemas_are_made_of(self):
        stock = environment_factory("shop", client=self.client)().stock
        self.assertEqual(list(inspect.signature(stock).parameters), ["fruit"])
        self.assertEqual(typing.get_type_hints(stock), {"fruit": str, "return": str})
        self.assertIn('(choices: ["apples", "pears", "plums"])', stock.__doc__)
        for wrong in ("reset", "stock", "_x", "a b"):
            with self.assertRaises(ValueError):
                environment_factory("shop", client=self.client, answer_tool=wrong)
        with self.assertRaisesRegex(ValueError, "countdown, shop"):
            environment_factory("nowhere", client=self.client)

    def test_for_verl_say_where_nothing_was_judged(self):
        of = [rows(env, n=1, client=self.client)[0] for env in ("countdown", "unjudged")]
        kept = dict(os.environ)
        try:
            self.server.publish()

            async def both():
                return await asyncio.gather(*[compute_score(r["data_source"], "hm", r["ground_truth"], {}) for r in of])

            right = {"score": 0.0, "acc": 0.0, "invalid": 0.0}
            self.assertEqual(asyncio.run(both()), [right, {**right, "invalid": 1.0}])
            with self.assertRaisesRegex(Exception, "verifier-error"):
                asyncio.run(compute_score("unjudged", "x", of[1]["ground_truth"], on_null="raise"))
        finally:
            os.environ.clear()
            os.environ.update(kept)


class AServerThatDies(unittest.TestCase):
    def test_stops_the_training_and_one_that_forgot_masks_the_episode(self):
        with server() as first:
            client = first.client(patience=0.2)
            (reward,) = reward_funcs(client)
            factory, row = environment_factory("shop", client=client), rows("shop", n=1, client=client)[0]
            lost, dead = factory(), factory()
            lost.reset(**row)
            dead.reset(**row)
            lost._episode._id = "f" * 32
            asyncio.run(dead.stock(fruit="pears"))
            with warnings.catch_warnings(record=True):
                warnings.simplefilter("always")
                given = asyncio.run(reward(prompts=[""], completions=[say("5")], environments=[lost]))
            self.assertEqual(given, [None])
            os.killpg(first._process.pid, signal.SIGKILL)
            with self.assertRaises(ServerUnavailable):
                asyncio.run(dead.stock(fruit="plums"))
            with self.assertRaises(ServerUnavailable):
                asyncio.run(reward(prompts=[""], completions=[say("5")], environments=[dead]))
            with self.assertRaises(ServerUnavailable):
                asyncio.run(reward(prompts=[""], completions=[say("5")], ground_truth=[row["ground_truth"]]))
            with self.assertRaises(ServerUnavailable):
                factory().reset(**row)


if __name__ == "__main__":
    unittest.main()
