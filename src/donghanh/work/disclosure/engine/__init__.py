"""The auditor: goes through an agency's site as a business would and says what it found; no database, no Django."""

from donghanh.work.disclosure.engine.audit import audit
from donghanh.work.disclosure.engine.model import Expected, Finding, Found, Limits, Report, Seen, Severity, Site

__all__ = ["Expected", "Finding", "Found", "Limits", "Report", "Seen", "Severity", "Site", "audit"]
