"""Drives `rlvr serve ENV --mcp` by the official Python client (PyPI `mcp` 2.3.0), over HTTP and over stdio, in both
revisions of the protocol; the gold and a wrong answer; and says what passed.

    python benchmarks/conformance/mcp/python_client.py
"""
import asyncio
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import httpx2
from mcp import Client, StdioServerParameters

ROOT = Path(__file__).resolve().parents[3]
RLVR = ["node", "--disable-warning=ExperimentalWarning", "--conditions=rlvr-source", str(ROOT / "src/cli/main.ts")]
SHOP = str(ROOT / "examples/05-tool-environment.ts")
failed = 0


def check(name, passed, told=""):
    global failed
    failed += not passed
    print("pass" if passed else "FAIL", name, "" if passed else told)


async def total_of(client):
    """Asks the tool for each fruit: what the shop's task wants to know."""
    total = 0
    for fruit in ("apples", "pears", "plums"):
        total += int((await client.call_tool("stock", {"fruit": fruit})).content[0].text)
    return total


async def over_http(base, grader, token):
    async with httpx2.AsyncClient(base_url=grader, headers={"Authorization": f"Bearer {token}"}) as http:
        for mode, revision in (("auto", "2026-07-28"), ("legacy", "2025-11-25")):
            made = (await http.post("/sessions", json={"env": "shop", "index": 2})).json()
            async with Client(base + made["path"], mode=mode) as client:
                check(f"{mode}: revision of a session by address", client.protocol_version == revision, client.protocol_version)
                tools = [tool.name for tool in (await client.list_tools()).tools]
                check(f"{mode}: tools", tools == ["stock", "submit"], tools)
                task = (await client.read_resource("rlvr://task")).contents[0].text
                prompt = (await client.get_prompt("task")).messages
                check(f"{mode}: task", "How many pieces" in task and "How many pieces" in prompt[-1].content.text, task)
                check(f"{mode}: instructions", "How many pieces" in (client.instructions or ""), client.instructions)
                wrong = await client.call_tool("stock", {"fruit": "melons"})
                check(f"{mode}: a bad argument is the tool's error", wrong.is_error)
                answer = await client.call_tool("submit", {"answer": str(await total_of(client))})
                check(f"{mode}: the answer of submit tells nothing", answer.content[0].text.startswith("The episode is over"))
                check(f"{mode}: after the end", (await client.call_tool("stock", {"fruit": "plums"})).is_error)
            row = (await http.get("/verdicts/" + made["session"])).json()
            check(f"{mode}: the verdict of the gold", row["grade"]["outcome"] is True and row["steps"] == 5, row)
        before = {row["session"] for row in (await http.get("/verdicts")).json()["verdicts"]}
        async with Client(base + "/mcp?env=countdown&index=3") as one, Client(base + "/mcp?env=countdown&index=4") as two:
            check("auto falls back to the handshake at /mcp", one.protocol_version == "2025-11-25", one.protocol_version)
            texts = [(await each.read_resource("rlvr://task")).contents[0].text for each in (one, two)]
            check("two sessions have their own tasks", texts[0] != texts[1], texts)
            await one.call_tool("submit", {"answer": "nothing"})
            try:
                await two.call_tool("nothing", {})
                check("an unknown tool is an error", False)
            except Exception as error:
                check("an unknown tool is an error", "There is no tool" in str(error), error)
        rows = [row for row in (await http.get("/verdicts")).json()["verdicts"] if row["session"] not in before]
        check("a wrong answer is a zero, one given up has no reward", [row["grade"]["reward"] for row in rows] == [0, None], rows)


async def over_stdio():
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "verdicts.jsonl"
        for mode, revision in (("auto", "2026-07-28"), ("legacy", "2025-11-25")):
            given = ["serve", SHOP, "--mcp", "--stdio", "--index", "2", "--verdicts", str(file)]
            server = StdioServerParameters(command=RLVR[0], args=[*RLVR[1:], *given])
            async with Client(server, mode=mode) as client:
                check(f"stdio, {mode}: revision", client.protocol_version == revision, client.protocol_version)
                await client.call_tool("submit", {"answer": str(await total_of(client))})
        rows = [json.loads(line) for line in file.read_text().splitlines()]
        check("stdio: the verdicts of the gold", [row["grade"]["outcome"] for row in rows] == [True, True], rows)


def main():
    server = subprocess.Popen([*RLVR, "serve", "countdown", SHOP, "--mcp", "--port", "0"], stdout=subprocess.PIPE, text=True)
    try:
        told = json.loads(server.stdout.readline())
        asyncio.run(over_http(told["urls"]["mcp"], told["grader"]["url"], told["grader"]["token"]))
    finally:
        server.terminate()
        server.wait()
    asyncio.run(over_stdio())
    sys.exit(1 if failed else 0)


main()
