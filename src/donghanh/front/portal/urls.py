"""The addresses of this room."""

from django.urls import path

from donghanh.front.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("cua/<slug:slug>/", views.door, name="door"),
    path("cam-ket/", views.promises, name="promises"),
    path("cam-ket/atom.xml", views.feed, name="feed"),
    path("tim/", views.search, name="search"),
    path("gioi-thieu/", views.about, name="about"),
    path("gioi-thieu/luot-xem/", views.usage, name="usage"),
    path("ban-dung-thu/", views.trial, name="trial"),
    path("tro-nang/", views.accessibility, name="accessibility"),
    path("robots.txt", views.robots, name="robots"),
    path("suc-khoe", views.health, name="health"),
]
