"""The addresses of this room."""

from django.urls import path

from donghanh.front.desk import views

app_name = "desk"
urlpatterns = [
    path("bat-dau/", views.start, name="start"),
    path("viec-cua-toi/", views.mine, name="mine"),
    path("viec-cua-toi/dung-han/", views.on_time, name="on_time"),
    path("cho-duyet/", views.approvals, name="approvals"),
]
