"""Everything against a real `rlvr serve`: tasks, scores, episodes, and what is left when either side dies."""

import asyncio
import os
import signal
import subprocess
import sys
import time
import unittest
from tempfile import TemporaryDirectory
from unittest import mock

from rlvr_server import ROOT, gold, server

from rlvr_client import Client, RequestRefused, Server, ServerUnavailable, SessionLost, connect, rows

FRUITS = ("apples", "pears", "plums")


class ARealServer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = server().start()
        cls.client = cls.server.client()

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def test_tells_its_environments_and_tasks_but_no_answer(self):
        names = [each["name"] for each in self.client.environments()]
        self.assertEqual(names, ["countdown", "shop", "unjudged", "guess"])
        tasks = self.client.tasks("countdown", n=1500)
        self.assertEqual([task.index for task in tasks], list(range(1500)))
        self.assertEqual(self.client.tasks("shop", n=1)[0].prompt[0]["role"], "system")
        self.assertEqual(len({task.reference for task in self.client.tasks("countdown", split="test", n=3, start=7)}), 3)
        for row in rows("unjudged", n=20, client=self.client):
            self.assertNotIn("kept-from-everybody", repr(row))

    def test_scores_right_wrong_and_what_cannot_be_judged(self):
        task, unjudged = self.client.tasks("countdown", n=1)[0], self.client.tasks("unjudged", n=1)[0]
        right, wrong, none = self.client.score(
            [(task, gold(task.prompt[-1]["content"])), (task.row(), "hm"), (unjudged.reference, "x")]
        )
        self.assertEqual((right.reward, right.outcome, right.scores), (1.1, True, {"correct": 1, "format": 1}))
        self.assertEqual((wrong.reward, wrong.outcome), (0, False))
        self.assertEqual((none.reward, none.outcome, none.invalid), (None, None, "verifier-error"))
        for said in (None, 7, [None]):
            with self.assertRaisesRegex(TypeError, "Expected a text or a list of messages"):
                self.client.score([(task, said)])

    def test_plays_tools_and_turns_synchronously_and_not(self):
        with self.client.episode("shop", index=1) as episode:
            counts = [int(episode.call("stock", {"fruit": fruit}).text) for fruit in FRUITS]
            last = episode.step(str(sum(counts)))
        self.assertEqual((last.done, last.grade.reward, last.grade.outcome), (True, 1.1, True))

        async def guess():
            async with await self.client.episode_async("guess", index=2) as episode:
                said = [await episode.step_async(str(number)) for number in (1, 2, 3) if not episode.done]
                return said[-1]

        self.assertEqual(asyncio.run(guess()).grade.outcome, True)
        with self.client.episode("shop", seed=5) as episode:
            text = '<tool_call>{"name": "stock", "arguments": {"fruit": "pears"}}</tool_call>'
            self.assertEqual(episode.step(text).messages[0]["role"], "tool")

    def test_refuses_in_words(self):
        client = self.client
        wrong = [lambda: client.score([("rubbish", "x")]), lambda: client.score_one("rubbish", "x")]
        for ask in (*wrong, lambda: client.episode("nowhere")):
            with self.assertRaisesRegex(RequestRefused, "names no task|no environment"):
                ask()
        with self.client.episode("countdown", index=0) as episode:
            episode.step("x")
            with self.assertRaisesRegex(RequestRefused, "over"):
                episode.step("y")
        with self.assertRaisesRegex(RequestRefused, "401"):
            Client(self.server.url, token="wrong").environments()

    def test_is_found_by_workers_through_their_environment(self):
        kept = dict(os.environ)
        try:
            self.server.publish()
            self.assertIs(connect(), connect())
            self.assertEqual(connect().tasks("guess", n=1)[0].env, "guess")
        finally:
            os.environ.clear()
            os.environ.update(kept)


class AServerThatEnds(unittest.TestCase):
    def test_makes_errors_of_what_was_under_way_and_never_a_reward(self):
        with server() as first:
            client = first.client(patience=0.2)
            port = int(first.url.rsplit(":", 1)[1])
            episode, task = client.episode("shop", index=0), client.tasks("countdown", n=1)[0]
            os.killpg(first._process.pid, signal.SIGKILL)
            for ask in (lambda: client.score([(task, "hm")]), lambda: client.score_one(task, "hm"), lambda: episode.step("5")):
                with self.assertRaises(ServerUnavailable):
                    ask()
            first._process.wait()
            with server(port=port) as second:
                again = second.client()
                self.assertEqual(again.score([(task, "hm")])[0].reward, 0)
                episode._client = again
                with self.assertRaises(SessionLost):
                    episode.step("5")
                self.assertIsNone(episode.grade)

    def test_ends_when_it_is_told_and_when_python_is_killed(self):
        stopped = server().start()
        process = stopped._process
        stopped.stop()
        stopped.stop()
        self.assertEqual((process.poll() is not None, stopped.alive), (True, False))

        program = (
            "import os, sys, signal; sys.path[:0] = sys.argv[1:3]\n"
            "from rlvr_server import server\n"
            "s = server().start(); print(s._process.pid, s.url, flush=True)\n"
            "os.kill(os.getpid(), signal.SIGKILL)\n"
        )
        paths = [os.path.join(ROOT, "python"), os.path.join(ROOT, "python", "tests")]
        killed = subprocess.run([sys.executable, "-c", program, *paths], capture_output=True, text=True)
        self.assertEqual(killed.returncode, -signal.SIGKILL, killed.stderr)
        url = killed.stdout.split()[1]
        gone, until = False, time.monotonic() + 60
        while not gone and time.monotonic() < until:
            try:
                Client(url, token="x", patience=0).environments()
            except ServerUnavailable as error:
                gone = "Refused" in str(error)
            except RequestRefused:
                pass
        self.assertTrue(gone, "the server outlived its Python")

    def test_that_cannot_start_says_why(self):
        with self.assertRaisesRegex(ServerUnavailable, "Cannot start no-such-command"):
            Server("countdown", command="no-such-command").start()
        with TemporaryDirectory() as empty, mock.patch.dict(os.environ):
            os.environ.pop("RLVR_COMMAND", None)
            os.environ["npm_config_offline"] = "true"
            with self.assertRaisesRegex(ServerUnavailable, "Start Python in the project that has it"):
                Server("countdown", cwd=empty).start()
        broken = server()
        broken._arguments[1:2] = ["no-such-environment"]
        with self.assertRaisesRegex(ServerUnavailable, "no-such-environment"):
            broken.start()


if __name__ == "__main__":
    unittest.main()
