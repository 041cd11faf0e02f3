"""The addresses of this room."""

from django.urls import path

from donghanh.work.disclosure.views import consultations, desk, handling, requests, table

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
    path("yeu-cau/", requests.index, name="requests"),
    path("yeu-cau/gui/", requests.send, name="send"),
    path("yeu-cau/giay-hen/", requests.receipt, name="receipt"),
    path("yeu-cau/tra-cuu/", requests.look_up, name="look_up"),
    path("yeu-cau/cua-toi/", requests.mine, name="mine"),
    path("yeu-cau/cua-toi/rut/", requests.take_back, name="take_back"),
    path("yeu-cau/cua-toi/tep/<slug:key>/", requests.my_file, name="my_file"),
    path("yeu-cau/tep/<str:token>/", requests.mailed_file, name="mailed_file"),
    path("yeu-cau/viec/", handling.inbox, name="inbox"),
    path("yeu-cau/nhap/", handling.enter, name="enter"),
    path("yeu-cau/<slug:key>/", handling.one, name="request"),
    path("yeu-cau/<slug:key>/<slug:slug>/", handling.act, name="request_act"),
    path("gop-y/", consultations.index, name="consultations"),
    path("gop-y/nap/", consultations.draft, name="draft"),
    path("gop-y/y-kien/<slug:key>/tra-loi/", consultations.answer, name="answer_comment"),
    path("gop-y/y-kien/<slug:key>/che/", consultations.moderate, name="moderate"),
    path("gop-y/<slug:key>/", consultations.one, name="consultation"),
    path("gop-y/<slug:key>/doan/<int:order>/", consultations.passage, name="passage"),
    path("gop-y/<slug:key>/ban-hanh/", consultations.final, name="final"),
    path("gop-y/<slug:key>/y-kien/", consultations.comments, name="comments"),
    path("gop-y/<slug:key>/bang-tiep-thu.docx", consultations.word, name="word"),
    path("gop-y/<slug:key>/<slug:slug>/", consultations.act, name="consultation_act"),
    path("trang/", desk.sites, name="sites"),
    path("trang/<slug:key>/kiem-tra/", desk.ask, name="ask"),
]
