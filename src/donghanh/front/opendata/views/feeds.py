"""What changed, for readers of feeds; every public page, for search engines."""

from __future__ import annotations

from xml.sax.saxutils import escape

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.feedgenerator import Atom1Feed

from donghanh.front.opendata import queries
from donghanh.front.opendata.views.opened import marked, opened, unchanged
from donghanh.record.search import api as search
from donghanh.ui import shell
from donghanh.ui.web.guard import public

NEWEST = 50
MOST_ADDRESSES = 50_000


@opened
def atom(request: HttpRequest) -> HttpResponse:
    """Publish the datasets that changed last."""
    now = queries.catalogue()
    if same := unchanged(request, f"{now.stamp}-atom", now.modified_at):
        return same
    host = request.get_host().split(":")[0]
    feed = Atom1Feed(
        title=f"Dữ liệu mở tỉnh {settings.PROVINCE}: bản mới",
        link=request.build_absolute_uri(reverse("opendata:catalogue")),
        feed_url=request.build_absolute_uri(),
        description="Mỗi mục là một bộ dữ liệu vừa có bản mới.",
        language="vi",
        author_name=f"Tỉnh {settings.PROVINCE}",
        feed_guid=f"tag:{host},2023:du-lieu",
    )
    for entry in now.entries[:NEWEST]:
        d = now.datasets[entry.name]
        feed.add_item(
            title=f"{d.title}: bản {d.number}",
            link=request.build_absolute_uri(reverse("opendata:dataset", args=[d.name])),
            description=f"{d.owner_name}; {d.rows} dòng. {d.description}",
            unique_id=f"tag:{host},2023:du-lieu:{d.name}:{d.number}",
            pubdate=d.modified_at,
            updateddate=d.modified_at,
            categories=d.keywords,
        )
    media = "application/atom+xml; charset=utf-8"
    return marked(HttpResponse(feed.writeString("utf-8"), content_type=media), f"{now.stamp}-atom", now.modified_at)


@public
def sitemap(request: HttpRequest) -> HttpResponse:
    """List every public page: those in the bars, every dataset, everything the one search finds for anybody."""
    pages: dict[str, str] = {"/": ""}
    for link in shell.public_links():
        try:
            pages[reverse(link.url_name)] = ""
        except NoReverseMatch:
            continue
    pages[reverse("opendata:catalogue")] = ""
    for d in queries.catalogue().datasets.values():
        pages[reverse("opendata:dataset", args=[d.name])] = d.modified_at.date().isoformat()
    for url in search.public_urls(MOST_ADDRESSES - len(pages)):
        if url.startswith("/"):
            pages.setdefault(url.partition("#")[0], "")
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">']
    for path, day in pages.items():
        changed = f"<lastmod>{day}</lastmod>" if day else ""
        lines.append(f"<url><loc>{escape(request.build_absolute_uri(path))}</loc>{changed}</url>")
    lines.append("</urlset>")
    return HttpResponse("\n".join(lines), content_type="application/xml; charset=utf-8")
