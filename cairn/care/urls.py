"""Addresses of this topic."""

from django.urls import path

from cairn.care import views

app_name = "care"
urlpatterns = [
    path("", views.programmes, name="programmes"),
    path("<int:pk>/", views.programme, name="programme"),
    path("levels/<int:pk>/", views.level, name="level"),
]
