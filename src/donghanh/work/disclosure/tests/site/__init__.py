"""A web site of an invented department on loopback, with defects planted in known places."""

from donghanh.work.disclosure.tests.site.plan import CATEGORIES, FORMER, NAMES, Plant, build, planted
from donghanh.work.disclosure.tests.site.server import Answer, serve

__all__ = ["CATEGORIES", "FORMER", "NAMES", "Answer", "Plant", "build", "planted", "serve"]
