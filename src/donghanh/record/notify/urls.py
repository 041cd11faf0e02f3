"""The addresses of this room."""

from django.urls import path

from donghanh.record.notify import views

app_name = "notify"

urlpatterns = [
    path("", views.notices, name="list"),
    path("da-doc/", views.read_all, name="read-all"),
    path("cach-nhan/", views.preference, name="preference"),
    path("<slug:key>/da-doc/", views.read_one, name="read"),
]
