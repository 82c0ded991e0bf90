"""The handle of an upload: ours, for a day, for one file, and unreadable."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from datetime import datetime, timedelta

import pytest
from django.core.signing import Signer
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from korat.blocks.documents import cipher, handles
from korat.kernel import ids
from korat.kernel.errors import Conflict

UUID, KEY = ids.uuid7(), cipher.new_key()


def test_a_handle_brings_back_the_upload_and_its_key(now: datetime) -> None:
    assert handles.redeem(handles.issue(UUID, KEY, now), now) == (UUID, KEY)


def test_a_handle_lasts_a_day(now: datetime) -> None:
    handle = handles.issue(UUID, KEY, now)
    assert handles.redeem(handle, now + timedelta(days=1))[0] == UUID
    with pytest.raises(Conflict):
        handles.redeem(handle, now + timedelta(days=1, seconds=2))


def test_a_handle_from_the_future_is_none_of_ours(now: datetime) -> None:
    with pytest.raises(Conflict):
        handles.redeem(handles.issue(UUID, KEY, now + timedelta(minutes=5)), now)


def test_a_handle_does_not_show_the_key(now: datetime) -> None:
    handle = handles.issue(UUID, KEY, now)
    assert KEY not in urlsafe_b64decode(handle.partition(":")[0])
    assert handle != handles.issue(UUID, KEY, now)


def test_a_handle_of_another_installation_is_refused(now: datetime) -> None:
    with override_settings(SECRET_KEY="another"):
        foreign = handles.issue(UUID, KEY, now)
    with pytest.raises(Conflict) as refused:
        handles.redeem(foreign, now)
    assert refused.value.code == "upload_expired"


def test_a_handle_signed_anew_with_another_secret_still_does_not_open(now: datetime) -> None:
    body = handles.issue(UUID, KEY, now).rpartition(":")[0]
    with override_settings(SECRET_KEY="another"):
        forged = Signer(salt="korat.documents.upload").sign(body)
        with pytest.raises(Conflict):
            handles.redeem(forged, now)


@given(place=st.integers(0, 1000), letter=st.characters(codec="ascii"))
def test_a_handle_with_one_letter_changed_is_refused(place: int, letter: str) -> None:
    now = datetime.fromisoformat("2026-11-23T03:00:00+00:00")
    handle = handles.issue(UUID, KEY, now)
    place %= len(handle)
    changed = handle[:place] + letter + handle[place + 1 :]
    if changed != handle:
        with pytest.raises(Conflict):
            handles.redeem(changed, now)


@given(st.text(max_size=300))
def test_any_text_that_is_no_handle_is_refused_in_words(text: str) -> None:
    with pytest.raises(Conflict):
        handles.redeem(text, datetime.fromisoformat("2026-11-23T03:00:00+00:00"))
