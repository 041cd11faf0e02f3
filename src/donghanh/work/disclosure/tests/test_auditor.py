"""The auditor against a site whose defects are known: it finds every one, and cries wolf hardly ever."""

from __future__ import annotations

import sys

from donghanh.work.disclosure.tests.site.measure import measure


def test_every_planted_defect_is_found_and_hardly_a_clean_page_is_blamed() -> None:
    seen = measure()
    sys.stdout.write(
        f"\nplanted {len(seen.planted)}, missed {len(seen.missed)}; findings {len(seen.told)}, false {len(seen.false)} "
        f"({len(seen.false) / len(seen.told):.1%}); pages {seen.report.pages}, files {seen.report.files}, "
        f"clean {len(seen.clean)}, clean ones blamed {len(seen.blamed)}\n"
    )
    assert len(set(seen.planted)) == len(seen.planted) >= 60
    assert seen.report.pages >= 300
    assert not seen.report.stopped
    assert not seen.missed
    assert len(seen.false) / len(seen.told) <= 0.02, seen.false
    assert len(seen.blamed) / len(seen.clean) <= 0.02, seen.blamed
