"""`python -m tests.torture.simulation SEED` shows one life; `FROM-TO`, without the last, lives many and names those that
fail."""

from __future__ import annotations

import sys
import time

from tests.torture.simulation.world import lived


def main(asked: str) -> int:
    """How many failed."""
    first, _, stop = asked.partition("-")
    if not stop:
        story = lived(int(first))
        sys.stdout.write("\n".join((*story.trace, *story.violations, "")))
        return len(story.violations)
    failed, began = 0, time.process_time()
    for seed in range(int(first), int(stop)):
        if violations := lived(seed).violations:
            failed += 1
            sys.stdout.write(f"{seed}: {'; '.join(violations[:3])}\n")
            sys.stdout.flush()  # a long range may be cut short
    seconds = time.process_time() - began
    sys.stdout.write(f"{int(stop) - int(first)} lives, {failed} failed, {seconds:.0f} s of processor\n")
    return failed


if __name__ == "__main__":
    sys.exit(bool(main(sys.argv[1])))
