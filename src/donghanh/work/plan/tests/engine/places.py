"""Where the shared material lies that these tests may use, and how to say loudly that it is absent."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[6]
SHARED = Path(os.environ.get("DONGHANH_SHARED", ROOT.parent / "shared"))
SPECS = Path(os.environ.get("DONGHANH_SPECS", SHARED / "specs"))
OFFICIAL = SHARED / "plan" / "124-KH-UBND-2023.txt"
XSD = SPECS / "akn" / "akomantoso30-lenient.xsd"
DOCUMENTS = Path(__file__).parent / "documents"

needs_official = pytest.mark.skipif(
    not OFFICIAL.exists(), reason=f"the official text of Plan 124 is absent: {OFFICIAL} (set DONGHANH_SHARED)"
)
needs_xsd = pytest.mark.skipif(not XSD.exists(), reason=f"the Akoma Ntoso schema is absent: {XSD} (set DONGHANH_SPECS)")
