"""The job that learns what reports are about: a process of its own, so that the worker goes on sealing meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from korat.blocks.cases import actions as cases
from korat.blocks.ledger.services import service_actor
from korat.config.parent import die_with_parent
from korat.kernel import clock

KINDEST = 19


class Job:
    """At most one runs at a time. It ends with the worker."""

    def __init__(self) -> None:
        self.running: subprocess.Popen[bytes] | None = None

    def turn(self, _: datetime) -> int:
        """Start it when there is something to learn."""
        if self.running is not None and self.running.poll() is None:
            return 0
        if cases.services_to_learn():
            command = [str(Path(sys.executable).parent / "korat"), "learn"]
            self.running = subprocess.Popen(command, preexec_fn=die_with_parent(signal.SIGTERM))
        return 0


def learn_command(everything: bool = False) -> int:
    """Learn where something new is to be learned, behind all other work; say what came of it."""
    os.nice(KINDEST)
    services = cases.services_with_lessons() if everything else cases.services_to_learn()
    for service in services:
        found = cases.learn(actor=service_actor("learning"), now=clock.now(), service=service)
        said = "used" if found.used else "not used: the pack's words alone do better"
        print(
            f"{service.code} version {found.number}, {said}: macro-F1 {found.f1:.3f}, words alone {found.f1_of_words:.3f}, "
            f"{found.phrases} phrases, {found.corrections} corrections"
        )
    return 0
