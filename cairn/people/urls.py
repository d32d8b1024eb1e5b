"""Signing in and out. Of the library's pages only those that work here have an address."""

from allauth.account import views as library
from django.urls import path

from cairn.people import views

urlpatterns = [
    path("login/", views.SignInView.as_view(), name="account_login"),
    path("logout/", library.logout, name="account_logout"),
    path("inactive/", library.account_inactive, name="account_inactive"),
    path("password/change/", library.password_change, name="account_change_password"),
    path("welcome/<str:token>", views.entry, name="entry"),
]
