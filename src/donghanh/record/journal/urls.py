"""The addresses of this room."""

from django.urls import path

from donghanh.record.journal import views

app_name = "journal"

urlpatterns = [
    path("", views.journal_list, name="list"),
    path("xuat.csv", views.journal_export, name="export"),
    path("ve/<str:type_name>/<slug:key>/", views.history, name="history"),
    path("minh-bach/", views.roots, name="roots"),
    path("minh-bach/goc.json", views.roots_json, name="roots-json"),
    path("minh-bach/nhat-quan.json", views.consistency, name="consistency"),
    path("minh-bach/verify_log.py", views.verifier, name="verifier"),
    path("minh-bach/<slug:key>/", views.entry, name="entry"),
    path("minh-bach/<slug:key>/bang-chung.json", views.proof, name="proof"),
]
