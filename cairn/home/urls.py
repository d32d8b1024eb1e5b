"""Pages that span topics."""

from django.urls import path

from cairn.home import (
    ahead_views,
    care_views,
    identity_views,
    me_views,
    phone_views,
    preview_views,
    reach_views,
    seen_views,
    shown_views,
    today_views,
    views,
)
from cairn.home.after import after

app_name = "home"
urlpatterns = [
    path("today", today_views.today, name="today"),
    path("today/ahead", ahead_views.ahead, name="ahead"),
    path("today/<int:pk>/write", reach_views.write, name="reach_write"),
    path("today/<int:pk>/call", reach_views.call, name="reach_call"),
    path("today/<int:pk>/note", reach_views.note, name="reach_note"),
    path("today/<int:pk>/set-aside", reach_views.aside, name="reach_aside"),
    path("today/<int:pk>/hand-over", reach_views.give, name="reach_give"),
    path("today/<int:pk>/take", reach_views.take, name="reach_take"),
    path("me", me_views.me, name="me"),
    path("me/care", care_views.my_care, name="my_care"),
    path("me/names", identity_views.names, name="names"),
    path("me/silence", me_views.silence, name="silence"),
    path("me/who-looked", me_views.who_looked, name="who_looked"),
    path("me/who-sees-what", seen_views.who_sees, name="who_sees"),
    path("me/who-sees-what/<int:pk>/<str:page>", preview_views.preview, name="preview"),
    path("me/stop-showing", seen_views.stop_showing, name="stop_showing"),
    path("me/show-again", seen_views.show_again, name="show_again"),
    path("shown", shown_views.shown, name="shown"),
    path("shown/<int:pk>/", shown_views.shown_by, name="shown_by"),
    path("privacy/review", today_views.review, name="review"),
    path("after/<int:pk>", after, name="after"),
    path("groups/<int:pk>/room", views.group_room, name="group_room"),
    path("waiting", phone_views.waiting, name="waiting"),
    path("waiting/mine", phone_views.mine, name="offline_mine"),
    path("kept/<str:language>/<str:name>", phone_views.kept, name="kept"),
    path("leave", views.leave, name="leave"),
    path("enter", views.enter, name="enter"),
]
