"""The addresses of this room."""

from django.urls import path

from donghanh.ground.workcal import views

app_name = "workcal"
urlpatterns = [
    path("", views.year, name="year"),
    path("<int:number>/", views.year, name="year_of"),
    path("tinh-han/", views.calculator, name="calculator"),
    path("tinh-han/vu-viec/", views.case, name="case"),
    path("thoi-han/", views.terms, name="terms"),
    path("thoi-han/<str:code>/sua/", views.revise, name="revise"),
    path("khai-bao/", views.declare, name="declare"),
    path("khai-bao/<str:key>/rut/", views.withdraw, name="withdraw"),
]
