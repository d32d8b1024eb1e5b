"""The table of pages: one line for each page and state that a person can meet. A new page needs one line here.

`Visit("groups:group", "ana", of="Tuesday group")` reads: open that address as Ana, filled with the id of that row.
The titles of rows are those of tests/things.py; more stand in tests/lives/filled.py. Who is not named opens the page
too, and what only they see on it is looked at as well. `sends` fills the page's form and sends it; `says` is the status.
"""

from dataclasses import dataclass, field

HARBOR, LANTERN, NOWHERE = "harbor-house", "lantern-bay", ""
CAST = ("ana", "bo", "cleo", "dev", "elin", "finn", "gil", "hana", "ivo", "jo", "pia", "sam")
NOTHING = "nothing"  # the id of no row


@dataclass(frozen=True)
class Visit:
    """One page, as one person, in one state."""

    page: str
    who: str = ""  # nobody: signed out
    of: str = ""
    state: str = "filled"
    query: str = ""
    sends: dict[str, str] = field(default_factory=dict, hash=False)
    action: str = ""  # of the form that is sent, or its end
    says: int = 200
    scripts: bool = True
    where: str = HARBOR

    def __str__(self) -> str:
        scripts = "" if self.scripts else "-without scripts"
        return f"{self.page}-{self.who or 'signed out'}-{self.of and self.of + '-'}{self.state}{scripts}"


PAGES = [
    # The doors
    Visit("welcome", where=NOWHERE),
    Visit("welcome", where=NOWHERE, state="refused form", query="place=nobody", says=404),
    Visit("owner", of="owner link", where=NOWHERE),
    Visit("owner", of="owner link", where=NOWHERE, state="refused form", sends={"email": "no"}),
    Visit("owner", of=NOTHING, where=NOWHERE, state="not found", says=404),
    Visit("account_login"),
    Visit("account_login", scripts=False),
    Visit("account_login", state="refused form", sends={"login": "nobody@example.org", "password": "wrong"}),
    Visit("account_login", "zoe", state="elsewhere", says=403),
    Visit("account_logout", "ana"),
    Visit("account_change_password", "ana"),
    Visit("account_change_password", "pia", state="refused form", sends={"oldpassword": "no", "password1": "1", "password2": "2"}),
    Visit("account_request_login_code", state="not found", says=404),  # no mail in this house
    Visit("account_confirm_login_code", state="led to sign-in"),
    Visit("mfa_authenticate", state="led to sign-in"),
    Visit("entry", of="entry link"),
    Visit("entry", of="entry link", state="refused form", sends={"password1": "short", "password2": "other"}),
    Visit("entry", of=NOTHING, state="not found", says=404),
    # Today and Me
    Visit("home:today", "ana"),
    Visit("home:today", "ana", scripts=False),
    Visit("home:today", "pia"),
    Visit("home:today", "elin"),
    Visit("home:today", "zoe", state="empty", where=LANTERN),
    Visit("home:today", "yara", state="empty", where=LANTERN),
    Visit("home:reach_call", "pia", of="Ana, as a person"),
    Visit("home:reach_call", "pia", of="Ana, as a person", state="refused form", sends={"words": "x" * 3000}),
    Visit("home:reach_note", "pia", of="Ana, as a person"),
    Visit("home:reach_note", "pia", of="Ana, as a person", state="refused form", sends={"words": ""}),
    Visit("home:reach_aside", "pia", of="Ana, as a person"),
    Visit("home:reach_give", "pia", of="Ana, as a person"),
    Visit("home:reach_give", "pia", of="Ana, as a person", state="refused form", sends={"words": ""}),
    Visit("home:me", "ana"),
    Visit("home:me", "ana", scripts=False),
    Visit("home:me", "bo", state="refused form", sends={"chosen_name": ""}, says=422),
    Visit("home:who_looked", "ana"),
    Visit("home:who_looked", "zoe", state="empty", where=LANTERN),
    Visit("home:who_sees", "ana"),
    Visit("home:who_sees", "pia"),
    Visit("signin:devices", "ana"),
    Visit("signin:devices", "pia"),
    Visit("signin:devices", "gil"),
    Visit("signin:limits", "gil"),
    Visit("signin:limits", "ana", state="refused", says=403),
    Visit("signin:give_back", "ana", of="What Ana had typed when her session ended"),
    Visit("signin:give_back", "bo", of="What Ana had typed when her session ended", state="not found", says=404),
    Visit("account_reauthenticate", "sam", state="led to devices"),
    Visit("account_set_password", "ana", state="led on"),
    Visit("mfa_add_webauthn", "pia"),
    Visit("mfa_activate_totp", "pia"),
    Visit("mfa_activate_totp", "pia", state="refused form", sends={"code": "000000"}, says=422),
    Visit("mfa_view_recovery_codes", "ana", state="not found", says=404),
    Visit("mfa_edit_webauthn", "ana", of=NOTHING, state="not found", says=404),
    Visit("notices:inbox", "ana"),
    Visit("notices:inbox", "zoe", state="empty", where=LANTERN),
    # Help
    Visit("support"),
    Visit("support", scripts=False),
    Visit("safety:support"),
    Visit("safety:support", "ana"),
    Visit("safety:support", "zoe", state="empty", where=LANTERN),
    Visit("safety:line", "gil"),
    Visit("safety:line", "gil", state="refused form", sends={"crisis_phone": "not a number"}, says=422),
    Visit("safety:line", "ana", state="refused", says=403),
    Visit("safety:concern", "pia", of="A concern about Ana that nobody has taken"),
    Visit("safety:concern", "elin", of="A concern about Bo that Elin has taken"),
    Visit("safety:concern", "elin", of="A concern about Bo that Elin has taken", state="refused form",
          sends={}, action="/close", says=422),
    Visit("safety:concern", "ana", of="A concern about Ana that nobody has taken"),
    Visit("safety:concern", "ivo", of="A concern about Ana that nobody has taken", state="not found", says=404),
    # Check-ins
    Visit("checkins:new", "ana"),
    Visit("checkins:new", "ana", scripts=False),
    Visit("checkins:new", "ana", state="refused form", sends={"words": "x" * 9000}, says=422),
    Visit("checkins:mine", "ana"),
    Visit("checkins:mine", "ivo", state="empty"),
    Visit("checkins:trend", "ana"),
    Visit("checkins:trend", "ivo", state="empty"),
    Visit("checkins:checkpoint", "ana"),
    Visit("checkins:checkpoint", "ana", scripts=False),
    Visit("checkins:weekly", "ana"),
    Visit("checkins:weekly", "ivo", state="empty"),
    Visit("checkins:victories", "ana", of="Tuesday group"),
    Visit("checkins:victories", "ivo", of="Small steps (Ivo's group)", state="empty"),
    Visit("checkins:of", "pia", of="Ana, as a person"),
    Visit("checkins:one", "ana", of="Ana's check-in, shown to Tuesday group"),
    Visit("checkins:one", "bo", of="Ana's check-in, shown to Tuesday group"),
    Visit("checkins:one", "bo", of="Ana's check-in, shown to Tuesday group", state="refused form",
          sends={"words": ""}, action="/encourage", says=422),
    Visit("checkins:one", "bo", of="Ana's check-in, shown to nobody", state="not found", says=404),
    Visit("checkins:show", "ana", of="Ana's check-in, shown to nobody"),
    Visit("home:after", "ana", of="Ana's check-in, shown to nobody"),
    Visit("home:after", "ana", of="Ana's check-in, not safe"),
    # Groups
    Visit("groups:list", "ana"),
    Visit("groups:list", "zoe", state="empty", where=LANTERN),
    Visit("groups:list", "finn", state="empty", query="name=nothingofthatname"),
    Visit("groups:group", "ana", of="Tuesday group"),
    Visit("groups:group", "finn", of="Tuesday group"),
    Visit("groups:group", "dev", of="Tuesday group"),
    Visit("groups:group", "zoe", of="Tuesday group", state="not found", says=404, where=LANTERN),
    Visit("groups:agreement", "ana", of="Tuesday group"),
    Visit("groups:agreement", "finn", of="Tuesday group"),
    Visit("groups:leave", "ana", of="Tuesday group"),
    Visit("groups:new", "elin"),
    Visit("groups:new", "elin", state="refused form", sends={"name": ""}),
    Visit("groups:new", "ana", state="refused", says=403),
    Visit("groups:rules", "dev", of="Tuesday group"),
    Visit("groups:rules", "dev", of="Tuesday group", state="refused form", sends={"name": ""}),
    Visit("groups:renew", "dev", of="Tuesday group"),
    Visit("groups:renew", "dev", of="Tuesday group", state="refused form", sends={"text": ""}),
    Visit("groups:seats", "dev", of="Tuesday group"),
    Visit("groups:seats", "dev", of="Tuesday group", state="empty", query="name=nothingofthatname"),
    Visit("groups:seats", "ana", of="Tuesday group", state="refused", says=403),
    Visit("groups:end", "dev", of="Bo's seat in Tuesday group"),
    Visit("groups:close", "elin", of="Tuesday group"),
    # Messages
    Visit("chat:rooms", "ana"),
    Visit("chat:rooms", "zoe", state="empty", where=LANTERN),
    Visit("chat:room", "ana", of="Tuesday group's room"),
    Visit("chat:room", "ana", of="Tuesday group's room", scripts=False),
    Visit("chat:room", "bo", of="The room of Ana and Bo"),
    Visit("chat:room", "ivo", of="The room of Small steps", state="empty"),
    Visit("chat:room", "ivo", of="Tuesday group's room", state="not found", says=404),
    Visit("chat:find", "ana", of="Tuesday group's room", query="q=home"),
    Visit("chat:find", "ana", of="Tuesday group's room", query="q=nothingofthatkind", state="empty"),
    Visit("chat:message", "ana", of="A message Ana wrote in Tuesday group"),
    Visit("chat:message", "bo", of="A message Ana wrote in Tuesday group"),
    Visit("chat:message", "ana", of="A message Ana wrote in Tuesday group", state="refused form",
          sends={"body": ""}, says=422),
    # Staff
    Visit("people:list", "elin"),
    Visit("people:list", "elin", state="empty", query="name=nothingofthatname"),
    Visit("people:list", "ana", state="not found", says=404),
    Visit("people:person", "elin", of="Ana, as a person"),
    Visit("people:person", "pia", of="Ana, as a person"),
    Visit("people:person", "elin", of=NOTHING, state="not found", says=404),
    Visit("people:add", "elin"),
    Visit("people:add", "elin", state="refused form", sends={"chosen_name": ""}),
    Visit("people:contact", "gil", of="Ana, as a person"),
    Visit("people:contact", "gil", of="Ana, as a person", state="refused form", sends={"email": "no address"}),
    Visit("people:link", "elin", of="Finn, as a person", state="made", sends={}, action="/link"),
    Visit("people:enrol", "elin", of="Ana, as a person"),
    Visit("people:enrol", "elin", of="Ana, as a person", state="refused form", sends={"on": ""}),
    Visit("people:team", "elin", of="Ana, as a person"),
    Visit("people:team", "elin", of="Finn, as a person", state="empty"),
    Visit("people:bonds", "elin", of="Ana, as a person"),
    Visit("people:bonds", "elin", of="Hana, as a person", state="empty"),
    Visit("care:programmes", "gil"),
    Visit("care:programmes", "zara", state="empty", where=LANTERN),
    Visit("care:programme", "gil", of="The programme Evening IOP"),
    Visit("care:programme", "gil", of="The programme Evening IOP", state="refused form", sends={"name": ""}, says=422),
    Visit("care:level", "gil", of="Its level of care"),
    Visit("care:level", "gil", of="Its level of care", state="refused form", sends={"name": ""}, says=422),
    # Reports and steps
    Visit("moderation:reports", "ana"),
    Visit("moderation:reports", "dev"),
    Visit("moderation:reports", "ivo", state="empty"),
    Visit("moderation:about_message", "ana", of="A message of Bo that hurt"),
    Visit("moderation:about_message", "ana", of="A message of Bo that hurt", state="refused form", sends={"words": "x" * 3000}),
    Visit("moderation:about_person", "ana", of="Pia (peer specialist), as a person"),
    Visit("moderation:report", "ana", of="Ana's report about a message of Bo"),
    Visit("moderation:report", "dev", of="Ana's report about a message of Bo"),
    Visit("moderation:report", "elin", of="Ana's report about a message of Bo"),
    Visit("moderation:step", "dev", of="Ana's report about a message of Bo"),
    Visit("moderation:step_message", "dev", of="A message of Bo that hurt"),
    Visit("moderation:step_seat", "dev", of="Bo's seat in Tuesday group"),
    Visit("moderation:step_room", "dev", of="Tuesday group's room"),
    Visit("moderation:measure", "bo", of="That Dev asked Bo to only listen for a day"),
    Visit("moderation:measure", "dev", of="That Dev asked Bo to only listen for a day"),
    Visit("safety:words", "elin"),
    # Coming in, and moving on
    Visit("arriving:notice"),
    Visit("arriving:door", state="not found", says=404),  # this house has no open door
    Visit("arriving:guide", "ana"),
    Visit("arriving:papers", "ana"),
    Visit("arriving:house", "gil"),
    Visit("arriving:door_switch", "gil"),
    Visit("arriving:invitations", "gil"),
    Visit("arriving:invitations", "ana", state="refused", says=403),
    Visit("arriving:invite", "elin"),
    Visit("arriving:rosters", "elin"),
    Visit("home:names", "ana"),
    Visit("home:my_care", "ana"),
    Visit("people:roles", "gil", of="Bo, as a person"),
    Visit("people:discharge", "elin", of="Ana, as a person"),
]  # fmt: skip

# Addresses that no person looks at, and why. What answers only to a form (POST) need not stand here.
NO_PAGE = {
    "health": "for machines",
    "signin:here": "for scripts",
    "signin:kept": "for scripts",
    "signin:begin": "leads on for whoever showed a second step; tests/lives/test_signin.py looks at it",
    "mfa_login_webauthn": "for scripts",
    "arriving:paper": "leads on for whoever was shown everything; tests/lives/test_arriving.py looks at it",
    "arriving:set_up": "leads to the first open step",
    "arriving:step": "its place is a number, not a row; tests/lives/test_arriving.py looks at all five",
    "arriving:write_paper": "its place is a word, not a row; tests/lives/test_arriving.py looks at it",
    "arriving:roster": "needs a list that was sent; tests/lives/test_arriving.py looks at it",
    "arriving:roster_template": "a file",
    "arriving:roster_problems": "a file",
    "entry_you": "needs an invitation to nobody by name; leads on for everybody else",
    "ready": "for machines",
    "robots": "for machines",
    "favicon": "a picture",
    "service_worker": "a script",
    "home:leave": "leads outside",
    "home:group_room": "leads to the room",
    "chat:file": "a file",
    "chat:again": "for scripts",
    "notices:follow": "leads to what the notice is about",
}
