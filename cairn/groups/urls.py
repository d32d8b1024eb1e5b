"""Addresses of this topic."""

from django.urls import path

from cairn.groups import views

app_name = "groups"
urlpatterns = [
    path("", views.groups, name="list"),
    path("<int:pk>/", views.group, name="group"),
    path("<int:pk>/sign", views.sign, name="sign"),
]
