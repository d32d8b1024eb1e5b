"""Addresses of this topic."""

from django.urls import path

from cairn.people import views

app_name = "people"
urlpatterns = [
    path("", views.people, name="list"),
]
