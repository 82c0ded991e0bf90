"""The worker's part: one file after another, half a second at a time. A worker that dies begins the file anew."""

from __future__ import annotations

import time
from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation

from korat.blocks.cases import actions as cases
from korat.blocks.cases import queries as cases_read
from korat.blocks.cases.queries import Asked
from korat.blocks.people import queries as people
from korat.kernel import clock
from korat.kernel.errors import Refused
from korat.web.audited.making import Making

TURN_S = 0.5


@dataclass
class Run:
    """A file under way. `done`: lines and photographs put in."""

    asked: Asked
    steps: Generator[int, None, bytes]
    done: int = 0

    def advance(self) -> bytes | None:
        """For half a second; the file when it came to its end, empty when whoever asked has lost the authority meanwhile."""
        until = time.monotonic() + TURN_S
        with translation.override(self.asked.language):
            try:
                while time.monotonic() < until:
                    self.done += next(self.steps)
            except StopIteration as over:
                return bytes(over.value)
            except Refused:
                return b""
        return None


class Job:
    def __init__(self) -> None:
        self.run: Run | None = None

    def turn(self, now: datetime) -> int:
        """Go on with the file under way, or begin the next; how many lines it put in, none when none waits."""
        run, self.run = self.run or begun(now), None
        if run is None:
            return 0
        before = run.done
        try:
            data = run.advance()
        except Exception:
            cases.finish_audit_file(uuid=run.asked.uuid, done=run.done, data=b"", now=clock.now())
            raise
        if data is None:
            self.run = run
            cases.note_audit_file(uuid=run.asked.uuid, done=run.done)
        else:
            cases.finish_audit_file(uuid=run.asked.uuid, done=run.done, data=data, now=clock.now())
        return run.done - before


def begun(now: datetime) -> Run | None:
    """The file that waits longest, as whoever asked for it may read today."""
    asked = cases_read.next_asked()
    actor = asked and people.actor_of(asked.asked_by, f"audit:{asked.uuid}", "", asked.language, now)
    return Run(asked, Making(asked, actor).steps()) if asked and actor else None
