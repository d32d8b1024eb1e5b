"""Addresses of this topic."""

from django.urls import path

from cairn.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.inbox, name="inbox"),
]
