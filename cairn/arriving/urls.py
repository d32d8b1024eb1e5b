"""Addresses of coming in."""

from django.urls import path

from cairn.arriving import invite_views, paper_views, roster_views, setup_views

app_name = "arriving"
urlpatterns = [
    path("before", paper_views.paper, name="paper"),
    path("notice", paper_views.notice, name="notice"),
    path("how-it-works", paper_views.guide, name="guide"),
    path("me/papers", paper_views.mine, name="papers"),
    path("set-up/papers/<str:kind>", paper_views.write, name="write_paper"),
    path("door", invite_views.door, name="door"),
    path("people/invitations", invite_views.invitations, name="invitations"),
    path("people/invitations/new", invite_views.new, name="invite"),
    path("people/invitations/<int:pk>/again", invite_views.renew, name="renew_link"),
    path("people/invitations/<int:pk>/take-back", invite_views.revoke, name="revoke_link"),
    path("people/roster/", roster_views.rosters, name="rosters"),
    path("people/roster/template.csv", roster_views.template, name="roster_template"),
    path("people/roster/<int:pk>/", roster_views.roster, name="roster"),
    path("people/roster/<int:pk>/problems.csv", roster_views.problems, name="roster_problems"),
    path("people/roster/<int:pk>/take", roster_views.take, name="take_roster"),
    path("people/roster/<int:pk>/put-away", roster_views.put_away, name="put_roster_away"),
    path("people/roster/<int:pk>/sheet", roster_views.sheet, name="roster_sheet"),
    path("people/roster/<int:pk>/mail", roster_views.mail, name="roster_mail"),
    path("set-up/", setup_views.overview, name="house"),
    path("set-up/begin", setup_views.begin, name="set_up"),
    path("set-up/<int:number>", setup_views.step, name="step"),
    path("set-up/door", setup_views.door, name="door_switch"),
]
