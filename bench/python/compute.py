"""Work for processors: compute.py loops|sums one|threads|processes [COUNT].

loops: three loops over 50, 63 and 32, the outer one shared out. sums: COUNT (a million) random integers summed, eight times.
"""

import functools
import os
import random
import sys
from concurrent import futures

from work import timed


def loop(outer):
    total = 0
    for middle in range(63):
        for inner in range(32):
            total += outer * middle * inner
    return total


def random_sum(_, count):
    return sum(random.randint(1, 100) for _ in range(count))


def compute(way, function, arguments):
    if way == "one":
        return sum(map(function, arguments))
    executor = {"threads": futures.ThreadPoolExecutor, "processes": futures.ProcessPoolExecutor}[way]
    with executor(len(os.sched_getaffinity(0))) as pool:
        return sum(pool.map(function, arguments))


if __name__ == "__main__":
    what, way = sys.argv[1:3]
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 1_000_000
    parts = {"loops": (loop, range(50)), "sums": (functools.partial(random_sum, count=count), range(8))}
    print(timed(lambda: compute(way, *parts[what])))
