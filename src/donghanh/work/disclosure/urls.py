"""The addresses of this room."""

from django.urls import path

from donghanh.work.disclosure.views import desk, table

app_name = "disclosure"

urlpatterns = [
    path("", table.table, name="table"),
    path("co-quan/<slug:key>/", table.agency, name="agency"),
    path("nghia-vu/<slug:key>/", table.duty, name="duty"),
    path("nghia-vu/<slug:key>/cong-bo/", desk.publish, name="publish"),
    path("noi-dung/<slug:key>/rut/", desk.withdraw, name="withdraw"),
    path("phat-hien/", table.findings, name="findings"),
    path("phat-hien/<slug:key>/", table.finding, name="finding"),
    path("phat-hien/<slug:key>/tra-loi/", desk.reply, name="reply"),
    path("phat-hien/<slug:key>/<slug:verb>/", desk.decide, name="decide"),
    path("anh/<slug:key>.png", table.picture, name="picture"),
    path("viec/", desk.desk, name="desk"),
    path("trang/", desk.sites, name="sites"),
    path("trang/<slug:key>/kiem-tra/", desk.ask, name="ask"),
]
