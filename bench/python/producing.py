"""The producer that the fleets under cotyledon have in common: numbers from 0 on, one every INTERVAL seconds, COUNT of them."""

import sys
import threading

import cotyledon


class Producer(cotyledon.Service):
    def __init__(self, worker_id, queue, interval=1, count=sys.maxsize):
        super().__init__(worker_id)
        self.queue = queue
        self.interval = interval
        self.count = count
        self.stopping = threading.Event()

    def run(self):
        number = 0
        while number < self.count and not self.stopping.is_set():
            self.queue.put(number)
            number += 1
            if self.interval:
                self.stopping.wait(self.interval)
        self.stopping.wait()

    def terminate(self):
        self.stopping.set()
