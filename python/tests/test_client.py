"""The client against servers that misbehave, and what it sends to those that do not. No rlvr is needed here."""

import asyncio
import os
import pickle
import threading
import unittest
from concurrent.futures import ThreadPoolExecutor

from fake_server import FakeServer, answer, body_of

from rlvr_client import Client, Grade, NotJudged, RequestRefused, ServerUnavailable, Task, connect, reference_of

NONE = {"environments": []}


def scored(request):
    body = body_of(request)
    rows = [rollout["row"] for rollout in body["rollouts"]]
    if "rubbish" in rows and body["onFault"] == "refuse":
        return answer({"error": "names no task"}, 422)
    return answer({"results": [result(row) for row in rows]})


def result(row):
    if row == "rubbish":
        return {"reward": None, "outcome": None, "scores": {}, "invalid": "unknown-task", "error": "names no task"}
    return {"reward": float(row), "outcome": True, "scores": {}, "invalid": None}


class Answers(unittest.TestCase):
    def test_are_read_with_a_length_in_chunks_and_until_the_end(self):
        chunked = (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            b'9;x=y\r\n{"environ\r\n9\r\nments": [\r\n2\r\n]}\r\n0\r\nT: 1\r\n\r\n'
        )
        continued = b"HTTP/1.1 100 Continue\r\n\r\n" + answer(NONE)
        to_the_end = b'HTTP/1.1 200 OK\r\n\r\n{"environments": []}'
        said = (answer(NONE), chunked, continued, to_the_end)
        with FakeServer([lambda _, each=each: each for each in said]) as server:
            client = Client(server.url, patience=0)
            for _ in said:
                self.assertEqual(client.environments(), [])
            self.assertEqual(server.connections, 1)

    def test_come_over_a_new_connection_where_the_server_closed_the_old_one(self):
        with FakeServer([lambda _: answer(NONE)]) as server:
            client = Client(server.url, patience=0)
            client.environments()
            server.drop_connections()
            self.assertEqual(client.environments(), [])
            self.assertEqual(server.connections, 2)

    def test_that_break_off_or_say_overloaded_are_asked_for_again(self):
        half = b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\nConnection: close\r\n\r\n{"
        said = (None, half, b"SSH-2.0\r\n\r\n", answer({"error": "closing"}, 503), answer(NONE))
        with FakeServer([lambda _, each=each: each for each in said]) as server:
            self.assertEqual(Client(server.url, patience=30).environments(), [])
            self.assertEqual(len(server.requests), 5)

    def test_that_never_come_are_an_error_when_patience_ends(self):
        held = threading.Event()

        def hold(_):
            held.wait(30)

        with FakeServer([hold]) as server:
            with self.assertRaisesRegex(ServerUnavailable, "gave no answer to /score within 0 s"):
                Client(server.url, patience=0, timeout=0.2).score([("1", "x")])
            held.set()
        with self.assertRaises(ConnectionError):
            Client(server.url, patience=0.3).environments()

    def test_that_refuse_are_told_in_the_servers_words_and_not_repeated(self):
        no_json = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
        with FakeServer([scored, lambda _: no_json]) as server:
            client = Client(server.url, patience=30)
            with self.assertRaisesRegex(RequestRefused, "422: names no task") as refused:
                client.score([("rubbish", "x")])
            self.assertEqual(refused.exception.status, 422)
            with self.assertRaisesRegex(RequestRefused, "no JSON: b'hi'"):
                client.environments()
            self.assertEqual(len(server.requests), 2)
        words = b'{"error": "There is no POST /score. Expected POST /mcp."}'
        other = b"HTTP/1.1 404 Not Found\r\nContent-Length: %d\r\n\r\n%s" % (len(words), words)
        with FakeServer([lambda _: other]) as server:
            with self.assertRaisesRegex(RequestRefused, "404: that is no address of `rlvr serve ENV --score`"):
                Client(server.url).score([("1", "x")])

    def test_of_another_count_are_no_rewards(self):
        with FakeServer([lambda _: answer({"results": []})]) as server:
            with self.assertRaisesRegex(RequestRefused, "0 results for 1 completions"):
                Client(server.url).score([("1", "x")])


class Requests(unittest.TestCase):
    def test_carry_the_token_and_the_path_of_the_address(self):
        with FakeServer([lambda _: answer(NONE)]) as server:
            Client(server.url + "/prefix/", token="t0ken").environments()
            self.assertIn(b"GET /prefix/environments HTTP/1.1\r\n", server.requests[0])
            self.assertIn(b"\r\nAuthorization: Bearer t0ken\r\n", server.requests[0])

    def test_hold_a_batch_each_and_grades_come_in_order(self):
        with FakeServer([scored]) as server:
            grades = Client(server.url, batch=100).score([(str(i), "x") for i in range(1000)])
            self.assertEqual([grade.reward for grade in grades], [float(i) for i in range(1000)])
            self.assertEqual(len(server.requests), 10)
            self.assertEqual(Client(server.url).score([]), [])

    def test_that_are_too_long_are_sent_in_smaller_parts(self):
        def short(request):
            many = len(body_of(request)["rollouts"]) > 3
            return answer({"error": "too long"}, 413) if many else scored(request)

        with FakeServer([short]) as server:
            grades = Client(server.url).score([(str(i), "x") for i in range(10)])
            self.assertEqual([grade.reward for grade in grades], [float(i) for i in range(10)])
        with FakeServer([lambda _: answer({"error": "too long"}, 413)]) as server:
            with self.assertRaisesRegex(RequestRefused, "too long"):
                Client(server.url).score([("1", "x")])

    def test_are_shared_by_those_who_ask_one_by_one_at_the_same_time(self):
        with FakeServer([scored]) as server:
            client = Client(server.url, senders=1)

            async def all_of_them():
                return await asyncio.gather(*[client.score_one_async(str(i), "x") for i in range(300)])

            self.assertEqual([grade.reward for grade in asyncio.run(all_of_them())], [float(i) for i in range(300)])
            self.assertLess(len(server.requests), 300)
            with ThreadPoolExecutor(8) as threads:
                grades = list(threads.map(lambda i: client.score_one(str(i), "x"), range(50)))
            self.assertEqual([grade.reward for grade in grades], [float(i) for i in range(50)])

    def test_of_a_wrong_row_fail_for_its_own_sender_alone(self):
        with FakeServer([scored]) as server:
            client = Client(server.url, senders=1)

            async def all_of_them():
                rows = ["1", "rubbish", "3", "4"]
                return await asyncio.gather(*[client.score_one_async(row, "x") for row in rows], return_exceptions=True)

            first, wrong, *rest = asyncio.run(all_of_them())
            self.assertEqual([first.reward, *(grade.reward for grade in rest)], [1, 3, 4])
            self.assertIsInstance(wrong, RequestRefused)
            self.assertIn("names no task", str(wrong))

    def test_name_the_task_out_of_any_trainers_row(self):
        task = Task("e", "train", 0, "id", [], {}, "ref")
        rows = [{"label": "ref"}, {"reward_model": {"ground_truth": "ref"}}, {"reward_spec": {"ground_truth": "ref"}}]
        for row in (task, "ref", task.row(), *rows):
            self.assertEqual(reference_of(row), "ref")

    def test_send_one_reply_as_its_text_and_more_as_messages(self):
        with FakeServer([scored]) as server:
            roles = (("assistant", "a"), ("tool", "b"), ("assistant", "c"))
            said = [{"role": role, "content": content} for role, content in roles]
            Client(server.url).score([("1", said[:1]), ("2", said)])
            self.assertEqual([r["completion"] for r in body_of(server.requests[0])["rollouts"]], ["a", said])


class AClient(unittest.TestCase):
    @unittest.skipUnless(hasattr(os, "fork"), "this system has no fork")
    def test_works_in_a_forked_worker_and_after_pickling(self):
        with FakeServer([scored]) as server:
            client = Client(server.url, token="t")
            client.score([("1", "x")])
            self.assertEqual(pickle.loads(pickle.dumps(client)).score_one("2", "x").reward, 2)
            child = os.fork()
            if child == 0:
                os._exit(0 if client.score_one("7", "x").reward == 7 else 1)
            self.assertEqual(os.waitpid(child, 0)[1], 0)
            self.assertEqual(client.score_one("3", "x").reward, 3)

    def test_needs_an_address(self):
        kept = os.environ.pop("RLVR_URL", None)
        try:
            with self.assertRaisesRegex(ValueError, "RLVR_URL"):
                connect()
        finally:
            if kept is not None:
                os.environ["RLVR_URL"] = kept
        for url in ("ftp://x", "http://"):
            with self.assertRaisesRegex(ValueError, "Expected the address"):
                Client(url)

    def test_never_takes_none_for_a_number(self):
        grade = Grade.read({"reward": None, "outcome": None, "scores": {"a": None}, "invalid": "timeout"})
        self.assertIsNone(grade.reward)
        with self.assertRaisesRegex(NotJudged, "timeout"):
            grade.required()
        self.assertEqual(Grade(0, False).required(), 0.0)


if __name__ == "__main__":
    unittest.main()
