"""The addresses of this room."""

from django.urls import path

from donghanh.work.dialogues.views import acts, asking, calendar, conclusions, questions, reforms

app_name = "dialogues"

urlpatterns = [
    path("doi-thoai/", calendar.calendar, name="calendar"),
    path("doi-thoai/lich.ics", calendar.feed, name="feed"),
    path("doi-thoai/so-lieu/", calendar.figures, name="figures"),
    path("doi-thoai/mo/", acts.open_new, name="open"),
    path("doi-thoai/cau-hoi/<slug:key>/<slug:secret>/", asking.own, name="own_question"),
    path("doi-thoai/<slug:key>/", calendar.dialogue, name="dialogue"),
    path("doi-thoai/<slug:key>/lich.ics", calendar.meeting, name="meeting"),
    path("doi-thoai/<slug:key>/hoi/", asking.ask, name="ask"),
    path("doi-thoai/<slug:key>/viec/<slug:slug>/", acts.act, name="act"),
    path("doi-thoai/<slug:key>/giay-moi/<slug:one>/bo/", acts.uninvite, name="uninvite"),
    path("doi-thoai/<slug:key>/ket-luan/<int:order>/<slug:slug>/", conclusions.act, name="conclusion"),
    path("doi-thoai/<slug:key>/cau-hoi/", questions.questions, name="questions"),
    path("doi-thoai/<slug:key>/cau-hoi/<int:order>/", questions.question, name="question"),
    path("doi-thoai/<slug:key>/cau-hoi/<int:order>/<slug:slug>/", questions.act, name="question_act"),
    path("chu-de-nong/", reforms.hot, name="hot"),
    path("chu-de-nong/<slug:key>/", reforms.cluster, name="cluster"),
    path("chu-de-nong/<slug:key>/de-xuat/", reforms.propose, name="propose"),
    path("cai-cach/", reforms.listed, name="reforms"),
    path("cai-cach/<slug:key>/", reforms.reform, name="reform"),
    path("cai-cach/<slug:key>/<slug:slug>/", reforms.act, name="reform_act"),
]
