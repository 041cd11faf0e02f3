"""The addresses of this room."""

from django.urls import path

from donghanh.front.cockpit import views

app_name = "cockpit"
urlpatterns = [path("", views.home, name="home")]
