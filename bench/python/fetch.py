"""Fetches a URL COUNT times: fetch.py one|threads|each|async URL [COUNT]. One connection per request, as urllib makes it."""

import asyncio
import sys
import urllib.parse
import urllib.request
from concurrent import futures

from work import timed


def fetch(url):
    with urllib.request.urlopen(url) as response:
        return len(response.read())


def one(url, count):
    return sum(fetch(url) for _ in range(count))


def threads(url, count, number=10):
    with futures.ThreadPoolExecutor(number) as executor:
        return sum(executor.map(fetch, [url] * count))


def each(url, count):
    return threads(url, count, count)


async def fetch_async(host, port, path):
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    return len(answer.partition(b"\r\n\r\n")[2])


async def gather(url, count):
    parts = urllib.parse.urlsplit(url)
    return sum(await asyncio.gather(*(fetch_async(parts.hostname, parts.port, parts.path or "/") for _ in range(count))))


if __name__ == "__main__":
    way, url = sys.argv[1:3]
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 100
    ways = {"one": one, "threads": threads, "each": each, "async": lambda *what: asyncio.run(gather(*what))}
    size = timed(lambda: ways[way](url, count))
    print(f"{count} answers, {size} bytes")
