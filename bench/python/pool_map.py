"""Three processes, ten arguments, a second each: pool_map.py [SECONDS]. Or a process for each: pool_map.py SECONDS each."""

import multiprocessing
import sys
import time

from work import timed


def square(number, seconds):
    time.sleep(seconds)
    print(number * number, flush=True)
    return number * number


def pool(arguments):
    with multiprocessing.Pool(3) as workers:
        print(workers.starmap(square, arguments))


def each(arguments):
    processes = [multiprocessing.Process(target=square, args=argument) for argument in arguments]
    for process in processes:
        process.start()
    for process in processes:
        process.join()


if __name__ == "__main__":
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 1
    arguments = [(number, seconds) for number in range(10)]
    timed(lambda: (each if sys.argv[2:] == ["each"] else pool)(arguments))
