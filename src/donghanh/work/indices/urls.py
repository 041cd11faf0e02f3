"""The addresses of this room."""

from django.urls import path

from donghanh.work.indices.views import ddci, entering, overview, parts, reading, rescoring, trying

app_name = "indices"

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("tom-tat/", overview.brief, name="brief"),
    path("xep-hang/", overview.ranking, name="ranking"),
    path("an-ban/", reading.editions, name="editions"),
    path("an-ban/<slug:code>/", reading.edition, name="edition"),
    path("tach-thay-doi/", reading.split, name="split"),
    path("tinh-lai/", rescoring.rescore, name="rescore"),
    path("so-lieu/", rescoring.figures, name="figures"),
    path("ddci/", ddci.home, name="ddci"),
    path("ddci/cau-hinh/", ddci.configure, name="ddci_set"),
    path("ddci/<int:year>/", ddci.home, name="ddci_year"),
    path("ddci/<int:year>/<slug:tier>/nhap/", ddci.enter, name="ddci_enter"),
    path("ddci/<int:year>/<slug:tier>/mau.xlsx", ddci.sheet, name="ddci_sheet"),
    path("tranh-chap/", reading.disputes, name="disputes"),
    path("tranh-chap/<slug:key>/", entering.choose, name="choose"),
    path("kich-ban/", trying.scenario, name="scenario"),
    path("kich-ban/chi-tieu/", trying.indicators, name="indicators"),
    path("du-bao/", trying.forecasts, name="forecasts"),
    path("nhap/", entering.enter, name="enter"),
    path("nhap/mau.xlsx", entering.template, name="template"),
    path("nhap/<slug:key>/", entering.correct, name="correct"),
    path("<slug:family>/<slug:part>/", parts.part, name="part"),
    path("<slug:family>/<slug:part>/xac-suat/", parts.odds, name="odds"),
]
