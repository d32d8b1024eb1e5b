"""Addresses of the door."""

from django.urls import path

from cairn.meetings import views_kiosk as views

app_name = "kiosk"
urlpatterns = [
    path("", views.at_door, name="door"),
    path("picture", views.picture, name="picture"),
    path("begin/<str:token>", views.begin, name="begin"),
    path("here/<str:word>", views.here, name="here"),
    path("doors", views.kiosks, name="list"),
    path("doors/<int:pk>/shut", views.shut, name="shut"),
]
