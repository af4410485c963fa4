"""How long the work took, without the start of the interpreter. EXAMPLE_ROUNDS=2 does it twice: the second time it is warm."""

import os
import time


def timed(work):
    for _ in range(int(os.environ.get("EXAMPLE_ROUNDS", "1"))):
        began = time.monotonic()
        result = work()
        print(f"work {time.monotonic() - began:.3f} s", flush=True)
    return result
