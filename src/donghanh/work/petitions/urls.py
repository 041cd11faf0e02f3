"""The addresses of this room."""

from django.urls import path

from donghanh.work.petitions.views import (
    acts,
    answering,
    case,
    figures,
    lists,
    public_answers,
    public_form,
    public_sealed,
    public_status,
)

app_name = "petitions"

urlpatterns = [
    path("gui/", public_form.start, name="start"),
    path("gui/da-ro/", public_form.thanks, name="thanks"),
    path("gui/bien-nhan/<str:token>/", public_form.receipt, name="receipt"),
    path("gui/<str:key>/xoa/", public_form.throw_away, name="throw_away"),
    path("gui/<str:key>/<slug:step>/", public_form.step, name="draft"),
    path("theo-doi/", public_status.look, name="look"),
    path("theo-doi/<str:number>/", public_status.status, name="status"),
    path("theo-doi/<str:number>/tep/<slug:key>/", public_status.file, name="own_file"),
    path("theo-doi/<str:number>/viec/<slug:verb>/", public_status.act, name="act"),
    path("theo-doi/<str:number>/<slug:secret>/", public_status.look_at, name="look_at"),
    path("to-cao/", public_sealed.write, name="sealed"),
    path("to-cao/da-nhan/<slug:receipt>/", public_sealed.done, name="sealed_done"),
    path("phong-bi/", public_sealed.envelopes, name="envelopes"),
    path("phong-bi/<slug:key>/tai/", public_sealed.fetch, name="fetch_sealed"),
    path("phong-bi/<slug:key>/xac-nhan/", public_sealed.confirm, name="confirm_sealed"),
    path("hoi-dap/", public_answers.answers, name="answers"),
    path("hoi-dap/atom.xml", public_answers.feed, name="answers_feed"),
    path("hoi-dap/<slug:key>/", public_answers.answer, name="answer"),
    path("", lists.queue, name="queue"),
    path("phan-loai/", lists.hub, name="hub"),
    path("tat-ca/", lists.everything, name="all"),
    path("cho-duyet/", answering.approvals, name="approvals"),
    path("so-lieu/", figures.figures, name="figures"),
    path("han-thay-doi/", lists.changes, name="changes"),
    path("ho-so/<str:key>/", case.case, name="case"),
    path("ho-so/<str:key>/vi-sao/", case.why, name="why"),
    path("ho-so/<str:key>/soan/", answering.draft, name="write"),
    path("ho-so/<str:key>/cong-khai/", answering.publish, name="publish"),
    path("ho-so/<str:key>/go/", answering.unpublish, name="unpublish"),
    path("ho-so/<str:key>/phan-phoi-hop/", case.contribute, name="contribute"),
    path("ho-so/<str:key>/<slug:slug>/", acts.act, name="verb"),
]
