"""Addresses of this topic."""

from django.urls import path

from cairn.notices import settings_views, views

app_name = "notices"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("seen", views.all_seen, name="all_seen"),
    path("settings", settings_views.choose, name="settings"),
    path("settings/ring", settings_views.ring, name="ring"),
    path("settings/silence", settings_views.silence, name="silence"),
    path("<int:pk>/follow", views.follow, name="follow"),
    path("<int:pk>/seen", views.seen, name="seen"),
]
