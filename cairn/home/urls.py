"""Pages that span topics."""

from django.urls import path

from cairn.home import views
from cairn.home.after import after

app_name = "home"
urlpatterns = [
    path("today", views.today, name="today"),
    path("me", views.me, name="me"),
    path("me/who-looked", views.who_looked, name="who_looked"),
    path("after/<int:pk>", after, name="after"),
    path("groups/<int:pk>/room", views.group_room, name="group_room"),
    path("leave", views.leave, name="leave"),
    path("enter", views.enter, name="enter"),
]
