"""Every address of the house, by room."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

# What has an English catalogue also stands under /en/; everything else has one address, in Vietnamese.
urlpatterns = i18n_patterns(
    path("", include("donghanh.front.portal.urls")),
    path("", include("donghanh.front.opendata.urls")),
    path("danh-muc/", include("donghanh.record.registers.urls")),
    prefix_default_language=False,
)
urlpatterns += [
    path("", include("donghanh.front.desk.urls")),
    path("lanh-dao/", include("donghanh.front.cockpit.urls")),
    path("van-hanh/", include("donghanh.front.admin.urls")),
    path("ke-hoach/", include("donghanh.work.plan.urls")),
    path("chi-so/", include("donghanh.work.indices.urls")),
    path("bao-cao/", include("donghanh.work.reporting.urls")),
    path("cong-khai/", include("donghanh.work.disclosure.urls")),
    path("kien-nghi/", include("donghanh.work.petitions.urls")),
    path("", include("donghanh.work.dialogues.urls")),
    path("van-ban/", include("donghanh.record.papers.urls")),
    path("so-do/", include("donghanh.record.measures.urls")),
    path("nhat-ky/", include("donghanh.record.journal.urls")),
    path("thong-bao/", include("donghanh.record.notify.urls")),
    path("tep/", include("donghanh.ground.files.urls")),
    path("lich/", include("donghanh.ground.workcal.urls")),
    path("co-quan/", include("donghanh.ground.orgs.urls")),
    path("", include("donghanh.ground.accounts.urls")),
    path("ui/", include("donghanh.ui.urls")),
]
