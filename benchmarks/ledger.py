"""What trust costs: sealing an act, verifying it, proving one among ten million; and a thousand tamperings, each found or not."""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.figures import Figure
from benchmarks.province import home

PARTS = ("ledger", "tamper")
MILLIONS, ALIKE, SAMPLES, TAMPERINGS = 10_000_000, 12, 20, 1000


def figures(parts: Sequence[str]) -> Iterator[Figure]:
    """Each part in a made-up province of its own."""
    if "ledger" in parts:
        with home() as folder, unsealed(folder, 2000):
            yield from sealing_and_verifying()
            yield from proving()
    if "tamper" in parts:
        with home() as folder, unsealed(folder, 40) as server:
            yield tampering(server)


@contextmanager
def unsealed(folder: Path, reports: int) -> Iterator[Any]:
    """Reports loaded, every act still waiting."""
    os.environ |= {"KORAT_HOME": str(folder), "KORAT_MODE": "demo", "DJANGO_SETTINGS_MODULE": "korat.config.settings"}
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "KORAT_ADDRESS"):
        os.environ.pop(name, None)
    from korat.config import up, wake
    from korat.kernel import clock
    from korat.kernel.settings import read

    read.cache_clear()
    with wake.awake(prepare=True, share=False) as server:
        from korat.config.synthetic import load, settle_province

        up.apply_pack(read())
        settle_province(clock.now(), count=200, reports=reports, seal=False)
        load.run("VACUUM ANALYZE")
        yield server


def sealing_and_verifying() -> Iterator[Figure]:
    from korat.blocks.ledger import heads, sealing, verification
    from korat.kernel import clock

    sealing.seal(500)
    with cpu("default") as spent:
        sealed = 0
        while batch := sealing.seal():
            sealed += batch
            heads.sign(now=clock.now())
    told = f"CPU of application and database, {sealed:,} acts"
    yield Figure("seal_act", 1e6 * spent[0] / sealed, "µs", 50, f"{told} in batches of 2,000, a signed head each")
    verification.verify()
    with cpu("owner") as spent:
        found = verification.verify()
    yield Figure("verify_act", 1e6 * spent[0] / found.sealed, "µs", 100, f"{told}, words and tree and heads checked")


@contextmanager
def cpu(alias: str) -> Iterator[list[float]]:
    """CPU seconds of this process and of the backend behind a connection."""
    from django.db import connections

    from benchmarks.meter import cpu_of

    line = connections[alias]
    line.ensure_connection()
    pid, spent = int(line.connection.info.backend_pid), [0.0]
    before = time.process_time() + cpu_of(pid)
    yield spent
    spent[0] = time.process_time() + cpu_of(pid) - before


def proving() -> Iterator[Figure]:
    """Ten million synthetic leaves, alike in every 4,096: stored is what lies above these, and around the proved ones."""
    from korat.blocks.ledger import tree
    from korat.blocks.ledger.models import Act
    from korat.kernel import merkle
    from korat.standards.rfc6962 import render

    random = Random(6962)
    places = [*sorted(random.sample(range(MILLIONS), SAMPLES - 1)), MILLIONS - 1]
    acts = list(Act.objects.order_by("id").values_list("id", "uuid", "recorded_at")[:SAMPLES])
    root = plant(dict(zip(places, acts, strict=True)))
    sizes, walls = [], []
    tree.prove(acts[0][1], size=MILLIONS)
    for place, (_, uuid, _) in zip(places, acts, strict=True):
        began = time.perf_counter()
        found = tree.prove(uuid, size=MILLIONS)
        answer = json.dumps(render.inclusion(found))
        walls.append(1000 * (time.perf_counter() - began))
        sizes.append(len(answer))
        assert merkle.included(found.leaf, place, MILLIONS, found.path, root)
    told = f"act among {MILLIONS:,} synthetic leaves, the largest of {SAMPLES} proofs, each checked"
    yield Figure("proof_size", max(sizes), "bytes", 2048, f"{told}; as JSON")
    yield Figure(
        "proof_time",
        max(walls),
        "ms",
        50,
        f"{told}; wall time with its queries, connection warm",
    )


def plant(proved: dict[int, tuple[int, Any, Any]]) -> bytes:
    """Store the tree as far as the proofs touch it; returns its root."""
    from korat.config.synthetic import load
    from korat.kernel import merkle

    levels = [[sha256(f"synthetic {number}".encode()).digest() for number in range(1 << ALIKE)]]
    for _ in range(ALIKE):
        below = levels[-1]
        levels.append([merkle.node_hash(*below[at : at + 2]) for at in range(0, len(below), 2)])
    stored = {(level, index) for place in proved for level, index in around(place)}
    hashes = {(level, index): levels[level][index % len(levels[level])] for level, index in stored}
    above = levels[ALIKE] * (MILLIONS >> ALIKE)
    for level in range(ALIKE, MILLIONS.bit_length()):
        hashes |= {(level, index): hash for index, hash in enumerate(above)}
        above = [merkle.node_hash(*above[at : at + 2]) for at in range(0, len(above) - 1, 2)]
    load.run("TRUNCATE korat_ledger_leaf, korat_ledger_node, korat_ledger_pending")
    load.copy("korat_ledger_node", ("position", "hash"), ((merkle.position(n), h) for n, h in hashes.items() if n[0]))
    load.copy("korat_ledger_leaf", ("index", "act_id", "recorded_at", "hash"), leaves(hashes, proved))
    load.run("ANALYZE korat_ledger_leaf, korat_ledger_node")
    return merkle.fold([hashes[node] for node in merkle.cover(0, MILLIONS)])


def around(place: int) -> Iterator[tuple[int, int]]:
    """Every node below level ALIKE of the subtree in which the leaf lies."""
    first = place >> ALIKE << ALIKE
    for level in range(ALIKE):
        for index in range(first >> level, (first + (1 << ALIKE)) >> level):
            if (index + 1) << level <= MILLIONS:
                yield level, index


def leaves(hashes: dict[tuple[int, int], bytes], proved: dict[int, tuple[int, Any, Any]]) -> Iterator[tuple[Any, ...]]:
    moment = next(iter(proved.values()))[2]
    for (level, index), hash in hashes.items():
        if level == 0:
            act, _, at = proved.get(index, (-1 - index, None, moment))
            yield index, act, at, hash


def tampering(server: Any) -> Figure:
    from benchmarks import tampering as drill
    from korat.blocks.ledger import heads, sealing
    from korat.kernel import clock

    while sealing.seal():
        pass
    heads.sign(now=clock.now())
    kept = heads.latest()
    assert kept is not None
    random, kinds = Random(1000), list(drill.KINDS)
    with drill.superuser(server.superuser_url):
        outcomes = [drill.attempt(kinds[n % len(kinds)], random, kept.checkpoint) for n in range(TAMPERINGS)]
    found = Counter(one.kind for one in outcomes if one.fault)
    told = ", ".join(f"{kind} {found[kind]}" for kind in kinds)
    conditions = f"of {TAMPERINGS:,} by a superuser without the key, {kept.size:,} acts under a kept head: {told}"
    return Figure("tamperings_found", found.total(), "count", TAMPERINGS, conditions, better="higher")
