"""`python -m tests.torture.kills.child`: a process that has loaded the program and does nothing; for each line that it is
told it becomes, in a copy of itself, `formbot serve`. A start takes tenths of a second so, rather than the seconds that it
takes to load all; what is killed is a process like any other.

In: a line of JSON for each start (`Start`). Out: a line with the number of its process, and one with its end, as
`waitpid` tells it. One at a time. What the tests change in the program is done here: a probe that kills (`points.py`), a
mistake (`broken.py`), a shorter lease.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import traceback
from dataclasses import dataclass, field
from datetime import timedelta

from bot import assembly, cli, intake
from bot.channels import lanes
from tests.torture.kills.broken import BROKEN
from tests.torture.kills.points import Probe

#: of prctl
_PR_SET_PDEATHSIG = 1


@dataclass(kw_only=True)
class Start:
    """What a program is started with."""

    environment: dict[str, str]
    #: file that it writes on, beside what it is told
    log: str
    #: where it dies, and the how manieth time; "" for nowhere
    point: str = ""
    number: int = 0
    #: what is wrong with it, of BROKEN
    broken: str = ""
    #: seconds that what is to be sent, or to be handled, belongs to a program without a sign of life, where others may be
    #: on the database; 0 as it is
    lease: float = 0
    words: list[str] = field(default_factory=lambda: ["serve"])

    def become(self) -> None:
        """This process is the program, and ends with it."""
        die_with_parent()
        log = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for here, end in ((nothing, 0), (log, 1), (log, 2)):
            os.dup2(here, end)
        os.environ.clear()
        os.environ.update(self.environment)
        if self.lease:
            assembly.LEASE = intake.ABANDONED = timedelta(seconds=self.lease)
            lanes.ADOPTING = self.lease / 2
        if self.broken:
            BROKEN[self.broken]()
        if self.point:
            Probe(self.point, self.number).install()
        sys.argv = ["formbot", *self.words]
        cli.main()


def die_with_parent() -> None:
    """However that ends: nobody is left behind who goes on for ever."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def main() -> None:
    """Until nobody tells it anything any more."""
    die_with_parent()
    for line in sys.stdin:
        start = Start(**json.loads(line))
        child = os.fork()
        if not child:
            status = 1
            try:
                start.become()
            except SystemExit as end:
                status = end.code if isinstance(end.code, int) else 1
            except BaseException:  # noqa: BLE001 - nothing of it may come back to the loop above
                traceback.print_exc()
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(status)
        print(child, flush=True)  # noqa: T201 - it is read at the other end
        _, end = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(end), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
