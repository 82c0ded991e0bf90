"""Signing keys: owner-only, numbered, rotating with overlap."""

from __future__ import annotations

from pathlib import Path

from korat.kernel.signing import KeyRing, SigningKey, holds, key_id


def test_a_key_is_made_at_first_use_for_the_owner_alone(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path / "ledger")
    key = ring.current
    assert holds(key.public, key.sign(b"head"), b"head")
    assert (tmp_path / "ledger" / "0001.key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "ledger").stat().st_mode & 0o777 == 0o700


def test_another_process_reads_the_same_key(tmp_path: Path) -> None:
    assert KeyRing(tmp_path).current.id == KeyRing(tmp_path).current.id


def test_after_a_rotation_the_new_key_signs_and_the_old_one_still_proves(tmp_path: Path) -> None:
    ring, new = KeyRing(tmp_path), SigningKey.new()
    old = ring.current
    signature = old.sign(b"head")
    assert KeyRing(tmp_path).keep(new)
    assert ring.current.id == new.id  # also in a process that signed before
    assert holds(KeyRing(tmp_path).publics()[old.id], signature, b"head")


def test_losing_the_private_part_ends_signing_but_not_checking(tmp_path: Path) -> None:
    old = KeyRing(tmp_path).current
    (tmp_path / "0001.key").unlink()
    assert KeyRing(tmp_path).current.id != old.id
    assert old.id in KeyRing(tmp_path).publics()


def test_a_flipped_bit_or_another_key_does_not_hold(tmp_path: Path) -> None:
    key, other = KeyRing(tmp_path / "a").current, KeyRing(tmp_path / "b").current
    signature = key.sign(b"head")
    assert not holds(key.public, signature, b"heaf")
    assert not holds(other.public, signature, b"head")
    assert not holds(key.public, signature[:-1], b"head")
    assert key_id(key.public) == key.id


def test_a_demonstration_key_says_so_and_no_key_shows_in_words(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path, demonstration=True)
    assert ring.current.private.private_bytes_raw().hex() not in repr(ring) + repr(ring.current)
    assert ring.is_demonstration()
    assert not KeyRing(tmp_path / "none").is_demonstration()
