"""The addresses of this room."""

from django.urls import path

from donghanh.ground.orgs import views

app_name = "orgs"
urlpatterns = [
    path("", views.agencies, name="list"),
    path("moi/", views.establish, name="establish"),
    path("hop-nhat/", views.merge, name="merge"),
    path("<str:key>/", views.agency, name="agency"),
    path("<str:key>/doi-ten/", views.rename, name="rename"),
    path("<str:key>/ket-thuc/", views.abolish, name="abolish"),
    path("<str:key>/xac-minh/", views.confirm, name="confirm"),
    path("<str:key>/cach-viet/", views.add_alias, name="add_alias"),
]
