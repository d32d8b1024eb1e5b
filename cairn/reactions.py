"""What follows from what. One readable table; no wildcards; two consequences deep at the most.

Every fact that an action tells has a line here, even when nothing follows. `moves_rights=False` says that a
fact can never change who may see what; without it, live delivery asks the policy anew after the fact.
"""

from cairn.chat.files import sweep_now_and_then
from cairn.following import (
    card_in_room,
    card_out_of_room,
    care_ends_with_role,
    concern_for_call,
    concern_for_safety,
    mail_of_link,
    notice_of_agreement,
    notice_of_answer,
    notice_of_ask,
    notice_of_encouragement,
    notice_of_invitation,
    notice_of_link,
    notice_of_roles,
    notice_of_seat,
    notice_of_step,
    notice_to_new_owner,
    notice_to_team,
    notices_are_settled,
    open_room_of_bond,
    open_room_of_group,
    open_room_to_write,
    show_changed_words,
    show_message_again,
    showing_ends_with_card,
)
from cairn.nudging import (
    me_today,
    those_in_the_group,
    those_in_the_room,
    those_it_was_shown_to,
    those_on_the_concern,
    those_who_ask_and_answer,
    those_who_reach_out,
    those_who_see_the_checkin,
    those_who_see_the_group,
    those_who_sign,
    who_was_encouraged,
    who_was_looked_at,
)
from cairn.safety.ladder import climb_what_is_due
from cairn.trust.consequences import Later, Nudge, when
from cairn.trust.worker import watch

when("person.welcomed")
when("person.changed")
when("person.link_made", notice_of_link, Nudge(me_today))
when("person.link_to_mail", Later(mail_of_link), moves_rights=False)
when("person.link_revoked", moves_rights=False)
when("person.arrived")
when("person.entered")
when("contact.changed")
when("organisation.founded")
when("programme.opened")
when("person.enrolled")
when("person.stepped", notice_of_step, Nudge(me_today))
when("person.discharged", notice_of_step, Nudge(me_today))
when("person.roles_changed", care_ends_with_role, notice_of_roles, Nudge(me_today))
when("alias.taken", moves_rights=False)
when("care.tied")
when("care.untied")
when("programme.changed", moves_rights=False)
when("level.changed", moves_rights=False)
when("organisation.changed", moves_rights=False)
when("organisation.attested", moves_rights=False)
when("person.signed_out", moves_rights=False)
when("roster.sent", moves_rights=False)
when("roster.mended", moves_rights=False)
when("roster.put_away", moves_rights=False)
when("roster.taken")
when("paper.received")
when("paper.published")
when("sharing.changed")
when("look.left", Nudge(who_was_looked_at), moves_rights=False)

when("group.opened", open_room_of_group)
when("group.changed", Nudge(those_who_see_the_group))
when("group.closed", Nudge(those_who_see_the_group))
when("agreement.renewed", notice_of_agreement, Nudge(those_who_sign))
when("agreement.signed", Nudge(those_in_the_group))
when("seat.taken", notice_of_seat, Nudge(those_in_the_group))
when("seat.changed", Nudge(those_in_the_group))
when("seat.left", Nudge(those_in_the_group))
when("seat.ended", Nudge(those_in_the_group))
when("group.asked", Later(notice_of_ask), Nudge(those_who_ask_and_answer))
when("group.invited", notice_of_invitation, Nudge(those_who_ask_and_answer))
when("ask.answered", notice_of_answer, Nudge(those_who_ask_and_answer))
when("ask.taken_back", Nudge(those_who_ask_and_answer))
when("bond.tied", open_room_of_bond)
when("bond.ended")

when("message.sent", moves_rights=False)
when("message.edited", show_changed_words, moves_rights=False)
when("message.removed", showing_ends_with_card, show_changed_words, moves_rights=False)
when("message.reacted", show_message_again, moves_rights=False)
when("room.paused", Nudge(those_in_the_room))
when("room.opened", Nudge(those_in_the_room))

when("checkin.made", Nudge(those_who_see_the_checkin), moves_rights=False)
when("checkin.unsafe", concern_for_safety)
when("checkin.call_wanted", concern_for_call)
when("checkin.shown", Nudge(those_it_was_shown_to))
when("checkin.shown_to_group", Later(card_in_room), Nudge(those_it_was_shown_to))
when("checkin.taken_back", card_out_of_room, Nudge(those_it_was_shown_to))
when("checkin.encouraged", Later(notice_of_encouragement), Nudge(who_was_encouraged), moves_rights=False)
when("checkpoint.made", Nudge(me_today), moves_rights=False)

when("concern.raised", notice_to_team, Nudge(those_on_the_concern))
when("concern.climbed", notice_to_team, Nudge(those_on_the_concern))
when("concern.taken", notices_are_settled, Nudge(those_on_the_concern))
when("concern.handed", notice_to_new_owner, Nudge(those_on_the_concern))
when("concern.closed", notices_are_settled, Nudge(those_on_the_concern))
when("reach.wrote", open_room_to_write, Nudge(those_who_reach_out))
when("reach.left", Nudge(those_who_reach_out), moves_rights=False)
when("notice.seen", Nudge(me_today), moves_rights=False)
when("notices.seen", Nudge(me_today), moves_rights=False)

# On the clock ---------------------------------------------------------------------------------------------
watch(climb_what_is_due)
watch(sweep_now_and_then)
