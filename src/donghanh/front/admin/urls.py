"""The addresses of this room."""

from django.urls import path

from donghanh.front.admin import views

app_name = "operate"
urlpatterns = [path("", views.health, name="health")]
