"""A producer and two printers under cotyledon: printers.py pull|push [INTERVAL [COUNT]].

pull: a printer asks the queue for the next number. push: it hands a function to a reader, which calls it with each number,
one at a time, on a thread of its own.
"""

import sys
import threading
import time
from concurrent import futures
from multiprocessing import Manager

import cotyledon

from producing import Producer

WAY = sys.argv[1] if len(sys.argv) > 1 else "pull"
INTERVAL = float(sys.argv[2]) if len(sys.argv) > 2 else 1
COUNT = int(sys.argv[3]) if len(sys.argv) > 3 else sys.maxsize


class Printer(cotyledon.Service):
    def __init__(self, worker_id, queue):
        super().__init__(worker_id)
        self.queue = queue

    def print(self, number):
        print(f"I am worker {self.worker_id}, and I print {number}", flush=True)

    def run(self):
        if WAY == "push":
            self.handle(self.print, threads=1)
            return
        while True:
            self.print(self.queue.get())

    def handle(self, handler, threads):
        pool = futures.ThreadPoolExecutor(threads)
        room = threading.Semaphore(threads)
        while True:
            room.acquire()
            pool.submit(handler, self.queue.get()).add_done_callback(lambda _: room.release())


if __name__ == "__main__":
    manager = cotyledon.ServiceManager()
    queue = Manager().Queue()
    manager.add(Producer, args=(queue, INTERVAL, COUNT))
    manager.add(Printer, args=(queue,), workers=2)
    manager.run()
