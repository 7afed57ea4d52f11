"""aiohttp, by which NeMo Gym's own clients ask, at 32 connections.  python nemo_client.py PORT SECONDS BODY"""

import asyncio
import json
import sys
import time

import aiohttp


async def main(port: int, seconds: float, body: str) -> None:
    answered = 0
    end = time.perf_counter() + seconds
    url, headers = f"http://127.0.0.1:{port}/verify", {"Content-Type": "application/json"}
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=32)) as session:

        async def one() -> None:
            nonlocal answered
            while time.perf_counter() < end:
                async with session.post(url, data=body, headers=headers) as answer:
                    assert answer.status == 200, await answer.text()
                    assert "reward" in await answer.json()
                answered += 1

        start, cpu = time.perf_counter(), time.process_time()
        await asyncio.gather(*[one() for _ in range(32)])
        elapsed, busy = time.perf_counter() - start, time.process_time() - cpu
    told = {"answered": answered, "failed": 0, "perSecond": answered / elapsed, "busy": busy / elapsed, "firstFailure": None}
    print(json.dumps(told))


asyncio.run(main(int(sys.argv[1]), float(sys.argv[2]), sys.argv[3]))
