"""Looking names up beside names whose servers do not answer."""

import asyncio
import socket
import threading

import pytest

from feeds.fetch.names import Names

FOUND = [
    (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1", 443)),
    (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("2001:db8::1", 443, 0, 0)),
]


async def test_a_name_leads_to_its_addresses():
    names = Names(lambda *_: FOUND)
    found = await names.resolve("news.example", 443, socket.AF_UNSPEC)
    assert [(one["hostname"], one["host"], one["port"]) for one in found] == [
        ("news.example", "192.0.2.1", 443),
        ("news.example", "2001:db8::1", 443),
    ]
    await names.close()


async def test_this_machine_has_a_name():
    names = Names()
    assert {one["host"] for one in await names.resolve("localhost", 80)} == {"127.0.0.1"}
    await names.close()


async def test_names_whose_servers_do_not_answer_keep_no_other_waiting():
    """Sixty-four at a time, as many as there are requests: more than a loop has threads of its own."""
    end = threading.Event()

    def look_up(host, *_):
        if host.startswith("dead"):
            end.wait(30)
        return FOUND

    names = Names(look_up)
    stuck = [asyncio.create_task(names.resolve(f"dead{number}.example")) for number in range(64)]
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        assert len(await names.resolve("news.example")) == 2
    end.set()
    assert [len(found) for found in await asyncio.gather(*stuck)] == [2] * 64
    await names.close()


async def test_what_is_no_name_is_told():
    names = Names()
    with pytest.raises((OSError, UnicodeError)):
        await names.resolve("a" * 64 + ".example")
    await names.close()
