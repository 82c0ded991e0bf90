"""10,000 LINE webhooks, each delivered three times in any order: what was answered twice, what not at all, what one costs."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from benchmarks import province
from benchmarks.figures import Figure

EVENTS, TIMES, USERS = 10_000, 3, 500
SEED = 311


def figures() -> Iterator[Figure]:
    """In a process of its own: Django is told its data folder once."""
    with province.home() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.line", str(folder)], stdout=subprocess.PIPE, text=True, check=True
        )
    doubles, lost, taken_ms, heard_ms = json.loads(done.stdout.splitlines()[-1])
    told = f"{EVENTS:,} signed webhooks of {USERS} people, each delivered {TIMES} times, shuffled"
    yield Figure("line_doubles", doubles, "events", 0, told)
    yield Figure("line_lost", lost, "events", 0, told)
    yield Figure(
        "line_taken", taken_ms, "ms CPU", 10, "a webhook checked, kept, answered; database beside it not counted"
    )
    yield Figure("line_heard", heard_ms, "ms CPU", 40, "an event heard and its answer written; database not counted")


def measured(folder: Path) -> tuple[int, int, float, float]:
    with province.bare(folder):
        from django.conf import settings
        from django.test import Client

        from korat.blocks.messages import actions as messages
        from korat.blocks.messages.models import Message
        from korat.config.standins.line_platform import Platform, sign, user_id
        from korat.domains.living.chat.listener import Chat
        from korat.kernel import clock

        platform, client = Platform("", settings.KORAT_LINE_SECRET, settings.KORAT_LINE_TOKEN), Client()
        users = [user_id(f"resident-{number}") for number in range(USERS)]
        # A greeting is answered by one greeting, so that answers count events.
        events = [
            platform.message(users[number % USERS], {"type": "text", "id": str(number), "text": "สวัสดี"})
            for number in range(EVENTS)
        ]
        chance, began = Random(SEED), time.process_time()
        for _ in range(TIMES):
            chance.shuffle(events)
            for event in events:
                body = json.dumps({"destination": "U", "events": [event]}).encode()
                signed = {"X-Line-Signature": sign(settings.KORAT_LINE_SECRET, body)}
                answer = client.post("/channels/line", body, "application/json", headers=signed)
                assert answer.status_code == 200, answer.status_code
        taken, began = time.process_time() - began, time.process_time()
        while messages.handle_due(clock.now(), Chat()):
            pass
        heard = time.process_time() - began
        answers = Message.objects.filter(channel="line").count()
        return max(answers - EVENTS, 0), max(EVENTS - answers, 0), taken * 1000 / EVENTS / TIMES, heard * 1000 / EVENTS


if __name__ == "__main__":
    print(json.dumps(measured(Path(sys.argv[1]))))
