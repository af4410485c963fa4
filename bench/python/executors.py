"""futurist's executors: executors.py statistics|rejection|periodic [SECONDS]."""

import sys
import threading
import time

import futurist
from futurist import periodics, rejection, waiters

from work import timed


def statistics(seconds):
    """Twenty tasks, every fifth fails, five threads."""

    def task(number):
        time.sleep(seconds)
        if number % 5 == 0:
            raise ValueError(number)

    with futurist.ThreadPoolExecutor(max_workers=5) as executor:
        waiters.wait_for_all([executor.submit(task, number) for number in range(20)])
        found = executor.statistics
    print(f"executed {found.executed}, failures {found.failures}, cancelled {found.cancelled}, run time {found.runtime:.3f} s")


def refusals(seconds):
    """Two threads are busy, sixteen tasks wait; the rest of twenty is rejected."""
    rejected = 0
    busy = threading.Semaphore(0)
    all_asked = threading.Event()

    def task():
        busy.release()
        all_asked.wait()
        time.sleep(seconds)

    with futurist.ThreadPoolExecutor(max_workers=2, check_and_reject=rejection.reject_when_reached(16)) as executor:
        for number in range(20):
            try:
                executor.submit(task)
            except futurist.RejectedSubmission:
                rejected += 1
            if number < 2:
                busy.acquire()
        all_asked.set()
    print(f"accepted {executor.statistics.executed}, rejected {rejected}")


@periodics.periodic(1)
def every_second():
    pass


@periodics.periodic(4)
def every_four_seconds():
    pass


def periodic(seconds):
    """Every second and every four seconds, for so many seconds."""
    worker = periodics.PeriodicWorker([(every_second, (), {}), (every_four_seconds, (), {})])
    thread = threading.Thread(target=worker.start)
    thread.start()
    time.sleep(seconds)
    worker.stop()
    thread.join()
    for watcher in worker.iter_watchers():
        print(f"{watcher.work.name}: {watcher.runs} runs, {watcher.failures} failures")


if __name__ == "__main__":
    what = {"statistics": (statistics, 0.05), "rejection": (refusals, 0.1), "periodic": (periodic, 9)}
    function, seconds = what[sys.argv[1]]
    timed(lambda: function(float(sys.argv[2]) if len(sys.argv) > 2 else seconds))
