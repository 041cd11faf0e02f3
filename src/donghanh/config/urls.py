"""Every address of the house, by room."""

from django.urls import include, path

urlpatterns = [
    path("", include("donghanh.front.portal.urls")),
    path("", include("donghanh.front.desk.urls")),
    path("", include("donghanh.front.opendata.urls")),
    path("lanh-dao/", include("donghanh.front.cockpit.urls")),
    path("van-hanh/", include("donghanh.front.admin.urls")),
    path("ke-hoach/", include("donghanh.work.plan.urls")),
    path("chi-so/", include("donghanh.work.indices.urls")),
    path("bao-cao/", include("donghanh.work.reporting.urls")),
    path("danh-muc/", include("donghanh.record.registers.urls")),
    path("cong-khai/", include("donghanh.work.disclosure.urls")),
    path("kien-nghi/", include("donghanh.work.petitions.urls")),
    path("so-do/", include("donghanh.record.measures.urls")),
    path("nhat-ky/", include("donghanh.record.journal.urls")),
    path("thong-bao/", include("donghanh.record.notify.urls")),
    path("tep/", include("donghanh.ground.files.urls")),
    path("lich/", include("donghanh.ground.workcal.urls")),
    path("co-quan/", include("donghanh.ground.orgs.urls")),
    path("", include("donghanh.ground.accounts.urls")),
    path("ui/", include("donghanh.ui.urls")),
]
