"""Addresses of units."""

from django.urls import path

from cairn.home import units_views as views

app_name = "units"
urlpatterns = [path("", views.units, name="list"), path("export", views.export, name="export")]
