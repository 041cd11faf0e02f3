"""What is sealed only the inspectorate opens; without a key nothing is taken, and the envelope tells nothing."""

from __future__ import annotations

from datetime import date

import pyrage
import pytest

from donghanh.work.petitions.engine import sealing

KEY = pyrage.x25519.Identity.generate()
ON = date(2026, 11, 24)


def test_only_the_holder_of_the_key_reads() -> None:
    body = sealing.seal(
        "Ông A nhận tiền.", keys=[str(KEY.to_public())], sent_on=ON, contact="0912345678",
        files=[sealing.Enclosure("ảnh.jpg", b"\xff\xd8")],
    )  # fmt: skip
    for secret in ("Ông A", "0912345678", "ảnh.jpg"):
        assert secret.encode() not in body
    assert sealing.unseal(body, identity=str(KEY)) == {
        "format": sealing.FORMAT, "sent_on": "2026-11-24", "text": "Ông A nhận tiền.", "contact": "0912345678",
        "files": [{"name": "ảnh.jpg", "hex": "ffd8"}],
    }  # fmt: skip
    with pytest.raises(pyrage.DecryptError):
        sealing.unseal(body, identity=str(pyrage.x25519.Identity.generate()))


def test_the_size_of_the_envelope_does_not_tell_how_much_was_written() -> None:
    sizes = [len(sealing.seal("a" * n, keys=[str(KEY.to_public())], sent_on=ON)) for n in (1, 500, 5000, 12_000)]
    # age adds a line of random length to its head, whatever is inside: nothing else may differ.
    assert max(sizes) - min(sizes) < 500


@pytest.mark.parametrize("keys", [[], ["", "  "], ["age1khong-phai-khoa"]])
def test_without_a_key_nothing_is_taken(keys: list[str]) -> None:
    with pytest.raises(sealing.NoKey):
        sealing.seal("x", keys=keys, sent_on=ON)


def test_several_officers_each_open_with_their_own_key() -> None:
    other = pyrage.x25519.Identity.generate()
    body = sealing.seal("x", keys=[str(KEY.to_public()), str(other.to_public())], sent_on=ON)
    assert sealing.unseal(body, identity=str(KEY)) == sealing.unseal(body, identity=str(other))
