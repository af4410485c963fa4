"""Makes a picture smaller, tile by tile, in a process that crashes once: resize.py [TILES [CRASH_AT]].

The parent starts the process again until it is done; how far it is stands in a file, which is replaced after each tile.
"""

import json
import multiprocessing
import os
import sys
import tempfile

from work import timed

SIDE, FACTOR = 256, 4


def shrink(tile):
    total = 0
    for y in range(0, SIDE, FACTOR):
        for x in range(0, SIDE, FACTOR):
            block = 0
            for dy in range(FACTOR):
                for dx in range(FACTOR):
                    block += ((x + dx) * 31 + (y + dy) * 17 + tile * 7) & 255
            total += block // (FACTOR * FACTOR)
    return total


def resize(file, tiles, crash_at, crashes):
    done = {"tiles": 0, "sum": 0}
    if os.path.exists(file):
        with open(file) as state:
            done = json.load(state)
    print(f"begins at tile {done['tiles']}", flush=True)
    while done["tiles"] < tiles:
        if done["tiles"] == crash_at and crashes == 0:
            print(f"crashes at tile {done['tiles']}", flush=True)
            os._exit(1)
        done = {"tiles": done["tiles"] + 1, "sum": done["sum"] + shrink(done["tiles"])}
        with open(file + ".new", "w") as state:
            json.dump(done, state)
        os.replace(file + ".new", file)
    print(f"resized {tiles} tiles to {done['sum']}", flush=True)


def supervise(tiles, crash_at):
    with tempfile.TemporaryDirectory() as directory:
        crashes = 0
        while True:
            process = multiprocessing.Process(target=resize, args=(os.path.join(directory, "done"), tiles, crash_at, crashes))
            process.start()
            process.join()
            if process.exitcode == 0:
                return
            crashes += 1


if __name__ == "__main__":
    tiles = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    crash_at = int(sys.argv[2]) if len(sys.argv) > 2 else tiles // 2
    timed(lambda: supervise(tiles, crash_at))
