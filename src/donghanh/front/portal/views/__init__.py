"""The public pages."""

from donghanh.front.portal.views.home import door, home
from donghanh.front.portal.views.pages import about, accessibility, health, robots, trial
from donghanh.front.portal.views.promises import Promised, feed, promises, public_word
from donghanh.front.portal.views.search import search
from donghanh.front.portal.views.usage import usage

__all__ = [
    "Promised",
    "about",
    "accessibility",
    "door",
    "feed",
    "health",
    "home",
    "promises",
    "public_word",
    "robots",
    "search",
    "trial",
    "usage",
]
