"""Addresses of this topic."""

from django.urls import path

from cairn.checkins import views

app_name = "checkins"
urlpatterns = [
    path("new", views.new, name="new"),
]
