"""Addresses of this topic.

Pages that show messages stand exactly one step below `messages/` (with `ROOM/` for a folder, or a last word
without a slash), because a message's own links are relative to there.
"""

from django.urls import path

from cairn.chat import views, views_message

app_name = "chat"
urlpatterns = [
    path("", views.rooms, name="rooms"),
    path("<int:pk>/", views.room, name="room"),
    path("<int:pk>/send", views.send, name="send"),
    path("<int:pk>/draft", views.draft, name="draft"),
    path("<int:pk>/again", views.again, name="again"),
    path("<int:pk>/find", views.find, name="find"),
    path("<int:pk>/open-again", views.open_again, name="open_again"),
    path("react", views_message.react, name="react"),
    path("m/<int:pk>", views_message.message, name="message"),
    path("edit/<int:pk>", views_message.edit, name="edit"),
    path("remove/<int:pk>", views_message.remove, name="remove"),
    path("file/<int:pk>", views_message.file, name="file"),
]
