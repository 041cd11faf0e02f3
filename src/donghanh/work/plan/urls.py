"""The addresses of this room."""

from django.urls import path

from donghanh.work.plan.views import handing, lists, loading, plans, reading, verbs, work

app_name = "plan"

urlpatterns = [
    path("", plans.plans, name="plans"),
    path("nap/", loading.load, name="load"),
    path("nap/<slug:key>/", loading.preview, name="preview"),
    path("so-sanh/", loading.compare, name="compare"),
    path("viec/", lists.obligations, name="list"),
    path("viec/<slug:key>/", work.obligation, name="obligation"),
    path("viec/<slug:key>/<slug:verb>/", verbs.verb, name="verb"),
    path("bang-tien-do/", lists.board, name="board"),
    path("ban-giao/", handing.handovers, name="handovers"),
    path("<slug:slug>/", reading.read, name="read"),
    path("<slug:slug>/nhiem-vu/<slug:key>/", reading.duty, name="duty"),
    path("<slug:slug>/soat-loi/", plans.lint, name="lint"),
    path("<slug:slug>/chi-tieu/", plans.targets, name="targets"),
    path("<slug:slug>/tai/<str:form>/", plans.export, name="export"),
    path("<slug:slug>/giao-viec/", loading.activate, name="activate"),
]
