"""Addresses of this topic. The number is the session's."""

from django.urls import path

from cairn.liveroom import views

app_name = "liveroom"
urlpatterns = [
    path("<int:pk>/", views.lobby, name="lobby"),
    path("<int:pk>/in", views.room, name="room"),
    path("<int:pk>/side", views.side, name="side"),
    path("<int:pk>/do", views.do, name="do"),
    path("<int:pk>/small", views.small_rooms, name="small_rooms"),
    path("<int:pk>/ask", views.ask, name="ask"),
    path("<int:pk>/answer", views.answer, name="answer"),
    path("beside/<int:pk>/back", views.back, name="back"),
    path("<int:pk>/after", views.after, name="after"),
    path("door/<int:pk>/do", views.at_door, name="at_door"),
    path("door/<int:pk>/where", views.where, name="where"),
]
