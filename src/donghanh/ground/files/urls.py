"""The addresses of this room."""

from django.urls import path

from donghanh.ground.files import views

app_name = "files"
urlpatterns = [
    path("<slug:key>/", views.download, name="download"),
    path("<slug:key>/thong-tin/", views.about, name="about"),
]
