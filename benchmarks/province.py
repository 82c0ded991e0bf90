"""A made-up province of so many reports in a data folder of its own, gone afterwards."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# What the demonstration leaves out and a real province has beside each report, as rows: the key of its request, where its reporter
# is reached, two photographs for every second one (no figure opens the files), a message that was delivered.
BESIDE = (
    """INSERT INTO korat_ledger_idempotency
    SELECT 'case:' || md5(uuid::text), about, uuid FROM korat_ledger_act WHERE kind = 'cases.case.opened'""",
    """INSERT INTO korat_messages_address (subject_id, sms, email)
    SELECT subject_id, true, false FROM korat_cases_case ORDER BY id""",
    """INSERT INTO korat_messages_addressprivate (id, address_id, subject_id, phone, email)
    SELECT gen_random_uuid(), id, subject_id, '+66810000000', '' FROM korat_messages_address a
    WHERE NOT EXISTS (SELECT FROM korat_messages_addressprivate WHERE address_id = a.id)""",
    """INSERT INTO korat_documents_document
    (uuid, kind, label, about, media_type, size, width, height, subject_id, made_by_id, made_at)
    SELECT gen_random_uuid(), 'photo', '', uuid, 'image/jpeg', 400000, 1600, 1200, subject_id, subject_id, opened_at
    FROM korat_cases_case CROSS JOIN generate_series(1, 2) WHERE mod(id, 2) = 0 ORDER BY id""",
    """INSERT INTO korat_documents_documentprivate (id, document_id, subject_id, office_id, key, sealed)
    SELECT gen_random_uuid(), d.id, d.subject_id, c.office_id, sha256(uuid_send(d.uuid)), c.sealed
    FROM korat_documents_document d JOIN korat_cases_case c ON c.uuid = d.about""",
    """INSERT INTO korat_messages_message
    (uuid, channel, state, template, about, subject_id, urgent, made_at, attempts, settled_at, remote_id, error)
    SELECT gen_random_uuid(), 'sms', 'delivered', 'case-opened', uuid, subject_id, false, opened_at, 1, opened_at, '', ''
    FROM korat_cases_case ORDER BY id""",
    """INSERT INTO korat_messages_messageprivate (id, message_id, subject_id, title, body, extra)
    SELECT gen_random_uuid(), id, subject_id, 'ทดสอบ', repeat('ข้อความทดสอบ ', 12), '{}' FROM korat_messages_message""",
    # The counters that follow the sealed acts, made here from the cases: no act is sealed.
    """INSERT INTO korat_measures_tally (office_id, what, place_id, category, period, service, days, n)
    SELECT office_id, what, part.place, part.category, day, service, days, count(*) FROM korat_cases_case c
    CROSS JOIN LATERAL (VALUES ('opened', opened_at::date, 0), ('closed', closed_at::date, 0),
        ('completed', date_trunc('month', met_at)::date, met_at::date - opened_at::date),
        ('solved', CASE WHEN solved THEN closed_at::date END, 0),
        ('reopened', CASE WHEN reopened > 0 THEN updated_at::date END, 0)) AS told (what, day, days)
    CROSS JOIN LATERAL (VALUES (NULL::bigint, ''), (NULL, c.category), (place_id, '')) AS part (place, category)
    WHERE day IS NOT NULL AND NOT sealed GROUP BY 1, 2, 3, 4, 5, 6, 7""",
)


@contextmanager
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="korat-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def bare(folder: Path) -> Iterator[None]:
    """The pack applied and nobody in it; a LINE that nobody answers at."""
    os.environ |= {"KORAT_HOME": str(folder), "KORAT_MODE": "demo", "DJANGO_SETTINGS_MODULE": "korat.config.settings"}
    os.environ["KORAT_LINE_URL"] = "http://localhost:9"
    from korat.config import up, wake
    from korat.kernel.settings import read

    with wake.awake(prepare=True, share=False):
        up.apply_pack(read())
        yield


@contextmanager
def settled(folder: Path, reports: int) -> Iterator[None]:
    """The pack applied, reports loaded with what lies beside them, statistics fresh. Acts stay unsealed: no figure reads leaves."""
    os.environ |= {"KORAT_HOME": str(folder), "KORAT_MODE": "demo", "DJANGO_SETTINGS_MODULE": "korat.config.settings"}
    from korat.config import up, wake
    from korat.kernel import clock
    from korat.kernel.settings import read

    with wake.awake(prepare=True, share=False):
        from korat.config.synthetic import load, settle_province

        up.apply_pack(read())
        settle_province(clock.now(), reports=reports, seal=False)
        up.collect_static()
        for statement in BESIDE:
            load.run(statement)
        load.run("TRUNCATE korat_ledger_pending")
        load.run("VACUUM ANALYZE")
        yield
