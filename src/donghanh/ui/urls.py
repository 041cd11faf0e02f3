"""The gallery of the design system."""

from django.urls import path

from donghanh.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("khung/", views.frame, name="frame"),
    path("van-ban/", views.sheet, name="sheet"),
]
