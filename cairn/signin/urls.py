"""One's own ways to sign in, and what keeps a session."""

from django.urls import path

from cairn.signin import keeping_views, views

app_name = "signin"
urlpatterns = [
    path("me/sign-in", views.devices, name="devices"),
    path("me/sign-in/begin", views.begin, name="begin"),
    path("me/sign-in/everywhere", views.everywhere, name="everywhere"),
    path("me/sign-in/there", views.there, name="there"),
    path("me/sign-in/limits", views.idle_limits, name="limits"),
    path("me/here", keeping_views.here, name="here"),
    path("me/kept", keeping_views.kept, name="kept"),
    path("me/kept/<int:pk>", keeping_views.give_back, name="give_back"),
]
