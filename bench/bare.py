"""The yardstick: one Django page with one query and one template, nothing else, on the same server and database."""

from __future__ import annotations

import os

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

settings.configure(
    SECRET_KEY="bench" * 12,
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.environ["BENCH_DATABASE"],
            "OPTIONS": {"timeout": 20},
            "CONN_MAX_AGE": None,
        }
    },
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    INSTALLED_APPS=[],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
)
django.setup()

PAGE = engines["django"].from_string(
    "<!doctype html><html lang=vi><title>Cơ quan</title><h1>Cơ quan</h1><table>"
    "{% for code, name in rows %}<tr><td>{{ code }}<td>{{ name }}{% endfor %}</table>"
)


def page(_request: HttpRequest) -> HttpResponse:
    """Show twenty rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT code, name FROM orgs_agency ORDER BY id LIMIT 20")
        rows = cursor.fetchall()
    return HttpResponse(PAGE.render({"rows": rows}))


urlpatterns = [path("", page)]
application = WSGIHandler()
