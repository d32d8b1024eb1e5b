"""Addresses of this topic."""

from django.urls import path

from cairn.safety import views

app_name = "safety"
urlpatterns = [
    path("", views.support, name="support"),
]
