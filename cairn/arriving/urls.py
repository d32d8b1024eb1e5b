"""Addresses of coming in."""

from django.urls import path

from cairn.arriving import paper_views

app_name = "arriving"
urlpatterns = [
    path("before", paper_views.paper, name="paper"),
    path("notice", paper_views.notice, name="notice"),
    path("how-it-works", paper_views.guide, name="guide"),
    path("me/papers", paper_views.mine, name="papers"),
    path("set-up/papers/<str:kind>", paper_views.write, name="write_paper"),
]
