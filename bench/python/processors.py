"""A cotyledon worker for each processor; each sums a million random integers for each number: processors.py [INTERVAL [COUNT]]."""

import os
import random
import sys
import threading
from multiprocessing import Manager

import cotyledon

INTERVAL = float(sys.argv[1]) if len(sys.argv) > 1 else 1
COUNT = int(sys.argv[2]) if len(sys.argv) > 2 else sys.maxsize


class Producer(cotyledon.Service):
    def __init__(self, worker_id, queue):
        super().__init__(worker_id)
        self.queue = queue
        self.stopping = threading.Event()

    def run(self):
        number = 0
        while number < COUNT and not self.stopping.is_set():
            self.queue.put(number)
            number += 1
            if INTERVAL:
                self.stopping.wait(INTERVAL)
        self.stopping.wait()

    def terminate(self):
        self.stopping.set()


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
    manager.add(Producer, args=(queue,))
    manager.add(Summer, args=(queue,), workers=len(os.sched_getaffinity(0)))
    manager.run()
