"""Addresses of this topic."""

from django.urls import path

from cairn.chat import views

app_name = "chat"
urlpatterns = [
    path("", views.rooms, name="rooms"),
    path("<int:pk>/", views.room, name="room"),
    path("<int:pk>/send", views.send, name="send"),
]
