"""Addresses of this topic."""

from django.urls import path

from cairn.care import views

app_name = "care"
urlpatterns = [
    path("", views.programmes, name="programmes"),
]
