"""The addresses of this room."""

from django.urls import path

from donghanh.work.reporting.views import boards, lists, reports, returns, sheets, writing

app_name = "reporting"

urlpatterns = [
    path("", returns.mine, name="mine"),
    path("bang/", boards.board, name="board"),
    path("tre/", lists.late, name="late"),
    path("danh-sach/", lists.returns, name="returns"),
    path("che-do/", lists.regimes, name="regimes"),
    path("mo-ky/", boards.open_period, name="open_period"),
    path("ky/<slug:key>/", boards.period, name="period"),
    path("ky/<slug:key>/<slug:verb>/", boards.period_verb, name="period_verb"),
    path("tong-hop/", reports.reports, name="reports"),
    path("tong-hop/<slug:key>/", reports.report, name="report"),
    path("tong-hop/<slug:key>/doan/<slug:paragraph>/", reports.paragraph, name="paragraph"),
    path("tong-hop/<slug:key>/lay-lai/<slug:returned>/", reports.take_again, name="take_again"),
    path("tong-hop/<slug:key>/o/<slug:code>/<int:y>/<int:x>/", reports.cell, name="cell"),
    path("tong-hop/<slug:key>/tai/<slug:form>/", reports.export, name="export"),
    path("tong-hop/<slug:key>/<slug:verb>/", reports.verb, name="report_verb"),
    path("<slug:key>/", returns.one, name="return"),
    path("<slug:key>/luu/", writing.save, name="save"),
    path("<slug:key>/mau.xlsx", sheets.template, name="template"),
    path("<slug:key>/nap/", sheets.upload, name="upload"),
    path("<slug:key>/tep/", writing.attach, name="attach"),
    path("<slug:key>/<slug:verb>/", returns.verb, name="verb"),
]
