"""The addresses of this room."""

from django.urls import path

from donghanh.record.measures import views

app_name = "measures"

urlpatterns = [
    path("", views.measures, name="measures"),
    path("<str:code>/", views.measure, name="measure"),
]
