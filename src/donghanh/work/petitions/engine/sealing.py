"""A denunciation locked so that only the inspectorate can read it: age encryption to public keys of named officers.

The house keeps ciphertext and nothing else: no name, no subject, no length beyond a coarse step, no index. Who holds
the private key is outside this system; losing our database tells nothing about who denounced whom
(Luật Tố cáo 2018: identity and whatever identifies the denouncer are secret).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pyrage

from donghanh.work.petitions.engine.plain import clean

STEP = 16_384
LARGEST = 20_000_000
FORMAT = "donghanh.sealed/1"


class NoKey(Exception):
    """There is no public key to lock a denunciation with, or it is no key."""


@dataclass(frozen=True)
class Enclosure:
    """A file inside the envelope."""

    name: str
    body: bytes


def recipients(keys: Sequence[str]) -> list[pyrage.x25519.Recipient]:
    """Read the inspectorate's public keys (``age1…``); raise where there is none or one cannot be read."""
    found = []
    for key in (k.strip() for k in keys if k.strip()):
        try:
            found.append(pyrage.x25519.Recipient.from_str(key))
        except pyrage.RecipientError as why:
            raise NoKey(f"“{key[:12]}…” is no age public key") from why
    if not found:
        raise NoKey("no public key is configured")
    return found


def seal(text: str, *, keys: Sequence[str], sent_on: date, contact: str = "", files: Sequence[Enclosure] = ()) -> bytes:
    """Lock a denunciation; its size is padded so that the ciphertext does not tell how much was written."""
    locks = recipients(keys)
    letter = {
        "format": FORMAT,
        "sent_on": sent_on.isoformat(),
        "text": clean(text),
        "contact": clean(contact),
        "files": [{"name": clean(f.name), "hex": f.body.hex()} for f in files],
        "padding": "",
    }
    bare = len(json.dumps(letter, ensure_ascii=False).encode())
    letter["padding"] = "." * (-bare % STEP)
    sealed: bytes = pyrage.encrypt(json.dumps(letter, ensure_ascii=False).encode(), locks)
    return sealed


def unseal(body: bytes, *, identity: str) -> dict[str, object]:
    """Open an envelope with a private key; used by tests and by the inspectorate's own machine, never by a server."""
    opened: dict[str, object] = json.loads(pyrage.decrypt(body, [pyrage.x25519.Identity.from_str(identity)]))
    opened.pop("padding", None)
    return opened
