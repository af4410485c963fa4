"""Plays the part of Python's two pools for bench/pool: pools.py KIND QUESTION NUMBERS...

KIND is pool (multiprocessing.Pool) or executor (concurrent.futures.ProcessPoolExecutor). The questions are those of PoolPlayer:
start WORKERS; trip WORKERS COUNT ROUNDS; map WORKERS COUNT CHUNK ROUNDS; kill WORKERS COUNT. A line of numbers for each round.
"""

import concurrent.futures
import multiprocessing
import os
import signal
import sys
import time


def nothing():
    return 0


def same(item):
    return item


def deadly(item):
    if item == -1:
        os.kill(os.getpid(), signal.SIGKILL)
    return item


class Pool:
    def __init__(self, workers):
        self.workers = workers
        self.pool = multiprocessing.Pool(workers)

    def call(self):
        self.pool.apply(nothing)

    def map(self, function, items, chunk):
        return self.pool.map(function, items, chunk or None)

    def close(self):
        self.pool.close()
        self.pool.join()


class Executor:
    def __init__(self, workers):
        self.workers = workers
        self.pool = concurrent.futures.ProcessPoolExecutor(workers)

    def call(self):
        self.pool.submit(nothing).result()

    def map(self, function, items, chunk):
        # Its own default is 1; the rule of the other two pools is the better one to compare with.
        return list(self.pool.map(function, items, chunksize=chunk or -(-len(items) // (4 * self.workers))))

    def close(self):
        self.pool.shutdown()


def say(*numbers):
    print(*(int(number) for number in numbers), flush=True)


def start(kind, workers):
    began = time.perf_counter_ns()
    pool = kind(workers)
    pool.call()
    say(time.perf_counter_ns() - began)
    pool.close()


def trip(kind, workers, count, rounds):
    pool = kind(workers)
    pool.map(same, range(4 * workers), 1)
    for _ in range(rounds):
        times = []
        for _ in range(count):
            began = time.perf_counter_ns()
            pool.call()
            times.append(time.perf_counter_ns() - began)
        times.sort()
        say(times[count // 2], times[count * 99 // 100])
    pool.close()


def map_(kind, workers, count, chunk, rounds):
    pool = kind(workers)
    items = list(range(count))
    pool.map(same, range(4 * workers), 1)
    for _ in range(rounds):
        began = time.perf_counter_ns()
        results = pool.map(same, items, chunk)
        took = time.perf_counter_ns() - began
        if results != items:
            sys.exit("the results are not the items")
        say(took / count)
    pool.close()


def kill(kind, workers, count):
    """The executor is asked task by task, to have an outcome for each; the pool's map has one for all, if any."""
    pool = kind(workers)
    items = list(range(count))
    items[count // 3] = -1
    began = time.perf_counter_ns()
    if kind is Executor:
        futures = [pool.pool.submit(deadly, item) for item in items]
        failed = sum(future.exception() is not None for future in futures)
    else:
        pool.map(deadly, items, None)
        failed = 0
    say(count - failed, failed, time.perf_counter_ns() - began)
    pool.close()


if __name__ == "__main__":
    question = {"start": start, "trip": trip, "map": map_, "kill": kill}[sys.argv[2]]
    question({"pool": Pool, "executor": Executor}[sys.argv[1]], *map(int, sys.argv[3:]))
