"""The house's settings for tests: nothing of a running instance is touched, passwords are cheap to check.

``DONGHANH_TEST_DATABASE=postgresql://user:password@host:port/name`` runs the same tests on PostgreSQL.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

for _name in list(os.environ):
    if _name.startswith("DONGHANH_") and not _name.startswith(
        ("DONGHANH_TEST_", "DONGHANH_SHARED", "DONGHANH_SPECS", "DONGHANH_PICTURES")
    ):
        del os.environ[_name]  # the caller's instance must not leak into a test
_var = tempfile.mkdtemp(prefix="donghanh-test-")
atexit.register(shutil.rmtree, _var, ignore_errors=True)
os.environ["DONGHANH_VAR"] = _var
os.environ["DONGHANH_DATABASE"] = os.environ.get("DONGHANH_TEST_DATABASE", "")

from donghanh.config.settings import *  # noqa: E402, F403 - the same settings, save what follows

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Kept pages would outlive a test's transaction; tests/operate/test_pages.py asks for them by name.
# Counts are written now and then, which would make counts of queries depend on the clock.
_ASIDE = {"donghanh.config.pages.PublicPages", "donghanh.config.counting.Readers"}
MIDDLEWARE = [name for name in MIDDLEWARE if name not in _ASIDE]  # noqa: F405
WHITENOISE_AUTOREFRESH = True
STATIC_ROOT.mkdir(exist_ok=True)  # noqa: F405
