"""Addresses of this topic."""

from django.urls import path

from cairn.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("seen", views.all_seen, name="all_seen"),
    path("<int:pk>/follow", views.follow, name="follow"),
    path("<int:pk>/seen", views.seen, name="seen"),
]
