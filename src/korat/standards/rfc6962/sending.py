"""Sending our newest head to each witness of KORAT_WITNESSES, once a day, with the proof that nothing before it was rewritten."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

import httpx

from korat.blocks.ledger import heads, tree, witnessing
from korat.blocks.ledger.heads import SignedHead
from korat.kernel import notes
from korat.kernel.notes import Note, Verifier, text_of
from korat.kernel.settings import read

log = logging.getLogger("korat.witness")
EVERY, PATIENCE_S = timedelta(hours=24), 10.0
# Further apart the two clocks are said to differ. The cosignature holds all the same.
APART_S = 300


def send_due(now: datetime) -> int:
    """To every witness that has had no head of ours for a day. One that cannot be reached is asked again at the next turn."""
    head = heads.latest()
    for one, address in read().witnesses:
        sent = witnessing.sent_to(one.name)
        if head and head.size > sent.size and (sent.at is None or now - sent.at >= EVERY):
            try:
                send(head, one, address, sent.size, now)
            except httpx.HTTPError as error:
                log.warning("witness %s: %s", one.name, type(error).__name__)
    return 0


def send(head: SignedHead, one: Verifier, address: str, old: int, now: datetime) -> None:
    answer = post(head, address, old)
    if answer.status_code == 409 and (said := answer.text.strip()).isdigit():
        if int(said) > head.size:
            log.error(
                "witness %s keeps a head of size %s, ours is %s: sealed acts are missing here",
                one.name,
                said,
                head.size,
            )
            return
        answer = post(head, address, int(said))
    if answer.status_code != 200:
        log.error(
            "witness %s refuses our head of size %s: %s %s", one.name, head.size, answer.status_code, answer.text[:300]
        )
        return
    keep(head, one, answer.text, now)


def post(head: SignedHead, address: str, old: int) -> httpx.Response:
    proof = tree.consistency(old, head.size).proof
    lines = "".join(f"{text_of(hash)}\n" for hash in proof)
    body = f"old {old}\n{lines}\n{head.note()}"
    return httpx.post(f"{address}/add-checkpoint", content=body.encode(), timeout=PATIENCE_S)


def keep(head: SignedHead, one: Verifier, lines: str, now: datetime) -> None:
    """Of the answer only the line that this witness's key made over this very head."""
    for line in lines.splitlines():
        found = notes.parse_line(line)
        if Note(head.checkpoint.body(), (found,)).by([one]):
            apart = int.from_bytes(found[2][:8], "big") - now.timestamp()
            if abs(apart) > APART_S:
                log.warning("the clocks of witness %s and ours are %d s apart", one.name, apart)
            witnessing.keep_cosignature(witness=one.name, size=head.size, line=f"{line}\n", now=now)
            return
    log.error("witness %s answered without its signature", one.name)
