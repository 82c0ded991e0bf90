"""What a paper costs: making the page, signing it, checking its QR offline. No database takes part."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import rfc8785

from benchmarks.figures import Figure
from korat.blocks.documents.papers import claims, pades, rendering, revocations, stamping, trust, verify
from korat.blocks.documents.papers.certificates import Registry
from korat.blocks.documents.papers.claims import Claims
from korat.kernel import ids

ROOT = Path(__file__).resolve().parent.parent
ROUNDS, REVOKED = 12, 10_000
SIGN_MS, CHECK_MS = 60, 1


def figures(wanted: Sequence[str]) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as home:
        if "paper_sign" in wanted:
            yield from signing(Path(home))
        if "qr_check" in wanted:
            yield checking(Path(home))


def signing(home: Path) -> Iterator[Figure]:
    """A prepared page under the office's seal with a timestamp; both keys loaded."""
    now, registry = datetime.now(UTC), Registry(home, "bench")
    data = rfc8785.dumps(dict(rendering.SAMPLE))
    template = (ROOT / "packs/th-base/papers/sheet.typ").read_text()
    sheet = rendering.Sheet(data, sealed(home, data, now)[1], template, now)
    seal, authority = registry.seal("works", "Works", now), registry.authority(now)
    stamper = stamping.own_stamper(registry.clock_stamp(now), authority, now)
    pdf = rendering.pdf(sheet)
    spent = cpu(lambda: pades.sign(pdf, seal, authority, stamper, "bench"), times=10)
    made = cpu(lambda: rendering.pdf(sheet), times=10)
    told = f"ECDSA P-256, PAdES B-T with the demonstration's own timestamp, median of 12 rounds; making the page: {made:.1f} ms"
    yield Figure("paper_sign_cpu", spent, "ms", SIGN_MS, f"one prepared page; {told}")


def checking(home: Path) -> Figure:
    """All of the computing of an offline check: text, COSE, Ed25519, list of revoked papers."""
    now = datetime.now(UTC)
    _, text = sealed(home, b"{}", now)
    known = trust.of_home(home, "bench")
    ring = trust.ring(home, True)
    listed = revocations.read(
        revocations.signed("bench", [ids.uuid4() for _ in range(REVOKED)], now, ring.current), known.publics
    )
    found = verify.text(text, known, listed, now, now.date())
    if found.state != "valid":
        raise RuntimeError(f"the sample was found {found.state}")
    spent = cpu(lambda: verify.text(text, known, listed, now, now.date()), times=200)
    size = len(claims.decoded(text.rsplit("/", 1)[1]))
    return Figure(
        "qr_check_cpu", spent, "ms", CHECK_MS, f"{size} bytes sealed, {REVOKED:,} revoked, median of 12 rounds"
    )


def sealed(home: Path, data: bytes, now: datetime) -> tuple[Claims, str]:
    said = Claims(ids.uuid7(), sha256(data).digest(), "confirmation", "D69-000001-1", "bench", now.date(), None)
    return said, claims.text_of(claims.seal(said, trust.ring(home, True).current), "https://korat.example")


def cpu(work: Callable[[], object], *, times: int) -> float:
    """CPU milliseconds of one piece of work: the median of rounds, after warming up."""
    for _ in range(3):
        work()
    rounds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(times):
            work()
        rounds.append((time.process_time() - start) * 1000 / times)
    return statistics.median(rounds)
