"""The addresses of this room."""

from django.urls import path

from donghanh.record.registers.views import leaving, public, work

app_name = "registers"

urlpatterns = [
    path("", public.registers, name="list"),
    path("tin.atom", leaving.feed, name="feed"),
    path("khoa/<slug:key>/", public.by_key, name="by_key"),
    path("lam-viec/", work.work, name="work"),
    path("<slug:slug>/", public.register, name="register"),
    path("<slug:slug>/dong/", public.row, name="row"),
    path("<slug:slug>/lich-su/", public.history, name="history"),
    path("<slug:slug>/in/", leaving.printed, name="printed"),
    path("<slug:slug>/luoc-do.json", leaving.schema_file, name="schema"),
    path("<slug:slug>/tin.atom", leaving.feed, name="register_feed"),
    path("<slug:slug>/tep/bang.<slug:kind>", leaving.download, name="download"),
    path("<slug:slug>/soan/", work.draft, name="draft"),
    path("<slug:slug>/soan/dong/", work.edit_row, name="edit_row"),
    path("<slug:slug>/soan/bo-dong/", work.drop_row, name="drop_row"),
    path("<slug:slug>/soan/tep/bang.<slug:kind>", work.take_away, name="take_away"),
    path("<slug:slug>/soan/nap/", work.upload, name="upload"),
    path("<slug:slug>/soan/nap/<slug:key>/", work.upload_preview, name="upload_preview"),
    path("<slug:slug>/soan/cong-bo/", work.publish, name="publish"),
    path("<slug:slug>/soan/bo/", work.drop, name="drop"),
    path("<slug:slug>/luoc-do/", work.change_schema, name="change_schema"),
    path("<slug:slug>/ban/<slug:key>/", public.register, name="version"),
    path("<slug:slug>/ban/<slug:key>/so-sanh/", public.difference, name="difference"),
    path("<slug:slug>/ban/<slug:key>/ban-do.geojson", leaving.on_map, name="map"),
    path("<slug:slug>/ban/<slug:key>/tep/bang.<slug:kind>", leaving.download, name="version_download"),
]
