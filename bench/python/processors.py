"""A cotyledon worker for each processor; each sums a million random integers for each number: processors.py [INTERVAL [COUNT]]."""

import os
import random
import sys
from multiprocessing import Manager

import cotyledon

from producing import Producer

INTERVAL = float(sys.argv[1]) if len(sys.argv) > 1 else 1
COUNT = int(sys.argv[2]) if len(sys.argv) > 2 else sys.maxsize


class Summer(cotyledon.Service):
    def __init__(self, worker_id, queue):
        super().__init__(worker_id)
        self.queue = queue

    def run(self):
        while True:
            number = self.queue.get()
            total = sum(random.randint(1, 100) for _ in range(1_000_000))
            print(f"I am worker {self.worker_id}, and sum {number} is {total}", flush=True)


if __name__ == "__main__":
    manager = cotyledon.ServiceManager()
    queue = Manager().Queue()
    manager.add(Producer, args=(queue, INTERVAL, COUNT))
    manager.add(Summer, args=(queue,), workers=len(os.sched_getaffinity(0)))
    manager.run()
