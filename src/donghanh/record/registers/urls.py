"""The addresses of this room."""

from django.urls import path

from donghanh.record.registers.views import leaving, public, work
from donghanh.record.registers.views.pages import in_vietnamese

app_name = "registers"

# The list, a register, a row and every file also stand under /en/; other pages lead from there to their one address.

urlpatterns = [
    path("", public.registers, name="list"),
    path("tin.atom", leaving.feed, name="feed"),
    path("khoa/<slug:key>/", public.by_key, name="by_key"),
    path("lam-viec/", in_vietnamese(work.work), name="work"),
    path("<slug:slug>/", public.register, name="register"),
    path("<slug:slug>/dong/", public.row, name="row"),
    path("<slug:slug>/lich-su/", in_vietnamese(public.history), name="history"),
    path("<slug:slug>/in/", in_vietnamese(leaving.printed), name="printed"),
    path("<slug:slug>/luoc-do.json", leaving.schema_file, name="schema"),
    path("<slug:slug>/tin.atom", leaving.feed, name="register_feed"),
    path("<slug:slug>/tep/bang.<slug:kind>", leaving.download, name="download"),
    path("<slug:slug>/soan/", in_vietnamese(work.draft), name="draft"),
    path("<slug:slug>/soan/dong/", in_vietnamese(work.edit_row), name="edit_row"),
    path("<slug:slug>/soan/bo-dong/", in_vietnamese(work.drop_row), name="drop_row"),
    path("<slug:slug>/soan/tep/bang.<slug:kind>", in_vietnamese(work.take_away), name="take_away"),
    path("<slug:slug>/soan/nap/", in_vietnamese(work.upload), name="upload"),
    path("<slug:slug>/soan/nap/<slug:key>/", in_vietnamese(work.upload_preview), name="upload_preview"),
    path("<slug:slug>/soan/cong-bo/", in_vietnamese(work.publish), name="publish"),
    path("<slug:slug>/soan/bo/", in_vietnamese(work.drop), name="drop"),
    path("<slug:slug>/luoc-do/", in_vietnamese(work.change_schema), name="change_schema"),
    path("<slug:slug>/ban/<slug:key>/", public.register, name="version"),
    path("<slug:slug>/ban/<slug:key>/so-sanh/", in_vietnamese(public.difference), name="difference"),
    path("<slug:slug>/ban/<slug:key>/ban-do.geojson", leaving.on_map, name="map"),
    path("<slug:slug>/ban/<slug:key>/tep/bang.<slug:kind>", leaving.download, name="version_download"),
]
