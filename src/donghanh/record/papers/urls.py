"""The addresses of this room."""

from django.urls import path

from donghanh.record.papers import views

app_name = "papers"

urlpatterns = [
    path("mau/", views.templates, name="templates"),
    path("mau/<slug:kind>/", views.template, name="template"),
    path("mau/<slug:kind>/<int:version>/", views.look, name="look"),
    path("mau/<slug:kind>/<int:version>/dung/", views.use, name="use"),
    path("mau/<slug:kind>/<int:version>/<slug:what>.docx", views.download, name="download"),
]
