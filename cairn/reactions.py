"""What follows from what. One readable table; no wildcards; two consequences deep at the most.

Every fact that an action tells has a line here, even when nothing follows. `moves_rights=False` says that a
fact can never change who may see what; without it, live delivery asks the policy anew after the fact.
"""

from cairn.chat.files import sweep_now_and_then
from cairn.departing import everything_of_theirs_ends
from cairn.disposing import dispose_now_and_then
from cairn.following import (
    card_in_room,
    card_out_of_room,
    concern_for_call,
    concern_for_safety,
    concern_for_words,
    devices_are_silent,
    make_takeout,
    notice_of_agreement,
    notice_of_answer,
    notice_of_ask,
    notice_of_change,
    notice_of_consent,
    notice_of_encouragement,
    notice_of_glass,
    notice_of_glass_to_officers,
    notice_of_inquiry_answered,
    notice_of_invitation,
    notice_of_lateness,
    notice_of_link,
    notice_of_seat,
    notice_of_takeout,
    notice_to_new_owner,
    notice_to_officers,
    notice_to_team,
    notices_are_settled,
    old_ways_end,
    open_room_of_bond,
    open_room_of_group,
    open_room_to_write,
    review_of_glass,
    show_changed_words,
    show_message_again,
    showing_ends_with_card,
)
from cairn.liveroom.clock import tidy_live_rooms
from cairn.liveroom.following import (
    media_follows,
    people_move,
    room_is_told,
    session_closes,
    those_at_the_live_room,
    those_in_the_live_room,
)
from cairn.meetings.clock import sessions_on_the_clock
from cairn.meetings.closing import close_what_is_over
from cairn.moderating import (
    measure_is_undone,
    measure_takes_effect,
    notice_of_measure,
    notice_of_report,
    pause_is_over,
    report_is_answered,
    those_who_handle,
    who_is_measured,
)
from cairn.moderation.clock import moderation_that_is_due
from cairn.notices.sending import send_what_is_due
from cairn.nudging import (
    me_today,
    officers,
    those_in_the_group,
    those_in_the_room,
    those_it_was_shown_to,
    those_on_the_concern,
    those_who_ask_and_answer,
    those_who_keep_attendance,
    those_who_reach_out,
    those_who_see_the_checkin,
    those_who_see_the_consent,
    those_who_see_the_group,
    those_who_sign,
    who_was_encouraged,
    who_was_looked_at,
)
from cairn.privacy.clocks import destroy_what_came_back, tell_what_is_due
from cairn.safety.ladder import climb_what_is_due
from cairn.scheduling import (
    notice_of_cancelled_session,
    notice_of_change_in_session,
    notice_of_end,
    notice_of_sessions,
    notice_to_who_leads,
    notice_to_who_led,
    reminder_of_soon,
    reminder_of_tomorrow,
    those_who_see_the_series,
    those_who_see_the_session,
    who_said_no,
)
from cairn.signin.letters import send_letters
from cairn.signin.sweeping import sweep_old_sessions
from cairn.stepping import care_ends_with_role, mail_of_link, notice_of_roles, notice_of_step
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
when("roster.sent", moves_rights=False)
when("roster.mended", moves_rights=False)
when("roster.put_away", moves_rights=False)
when("roster.taken")
when("paper.received")
when("paper.published")
when("person.signed_out", devices_are_silent, moves_rights=False)
when("person.let_in_again", old_ways_end, notice_of_change, moves_rights=False)
when("signin.added", notice_of_change, moves_rights=False)
when("signin.removed", notice_of_change, moves_rights=False)
when("signin.renewed", notice_of_change, moves_rights=False)
when("signin.renamed", moves_rights=False)
when("signin.password_set", notice_of_change, moves_rights=False)
when("phrases.listed", moves_rights=False)
when("consent.proposed", notice_of_consent, Nudge(me_today))
when("consent.signed", Nudge(those_who_see_the_consent))
when("consent.declined", moves_rights=False)
when("consent.revoked", Nudge(those_who_see_the_consent))
when("consent.ended", Nudge(those_who_see_the_consent))
when("consent.changed")
when("record.disclosed", moves_rights=False)
when("restriction.ended")
when("inquiry.asked", notice_to_officers, Nudge(officers))
when("inquiry.answered", notice_of_inquiry_answered, Nudge(me_today))
when("inquiry.overdue", notice_to_officers, notice_of_lateness, Nudge(officers), moves_rights=False)
when("glass.broken", review_of_glass, notice_of_glass_to_officers, Nudge(officers))
when("glass.closed")
when("glass.told", notice_of_glass, Nudge(me_today))
when("takeout.asked", Later(make_takeout), moves_rights=False)
when("takeout.ready", notice_of_takeout, Nudge(me_today), moves_rights=False)
when("takeout.gone", moves_rights=False)
when("leaving.said", Nudge(me_today))
when("leaving.taken_back", Nudge(me_today))
when("person.left", everything_of_theirs_ends)
when("papers.destroyed", moves_rights=False)
when("retention.set", moves_rights=False)
when("hold.placed")
when("hold.ended")
when("things.disposed")
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
when("series.arranged", notice_of_sessions, Nudge(those_who_see_the_series))
when("series.ended", notice_of_end, Nudge(those_who_see_the_series))
when("series.changed", notice_of_sessions, Nudge(those_who_see_the_series))
when("series.laid_out", moves_rights=False)
when("session.moved", notice_of_change_in_session, Nudge(those_who_see_the_session), moves_rights=False)
when("session.changed", notice_of_change_in_session, Nudge(those_who_see_the_session))
when("session.led", notice_to_who_leads, Nudge(me_today))
when("session.handed_over", notice_to_who_led, Nudge(me_today))
when("session.cancelled", notice_of_cancelled_session, Nudge(those_who_see_the_session))
when("session.restored", notice_of_change_in_session, Nudge(those_who_see_the_session))
when("session.followed_clocks", Nudge(those_who_see_the_session), moves_rights=False)
when("session.ahead", reminder_of_tomorrow, moves_rights=False)
when("session.soon", reminder_of_soon, Nudge(those_who_see_the_session), moves_rights=False)
when("session.declined", Nudge(who_said_no), moves_rights=False)
when("session.accepted", Nudge(who_said_no), moves_rights=False)
when("session.made_up", Nudge(who_said_no))
when("place.opened", moves_rights=False)
when("place.changed", moves_rights=False)
when("place.closed", moves_rights=False)
when("holiday.kept", moves_rights=False)
when("holiday.dropped", moves_rights=False)
when("plan.written")
when("plan.changed", moves_rights=False)
when("plan.shared")
when("plan.retired", moves_rights=False)
when("feed.made", moves_rights=False)
when("feed.ended", moves_rights=False)
when("session.joined", Nudge(those_who_keep_attendance), moves_rights=False)
when("session.left", Nudge(those_who_keep_attendance), moves_rights=False)
when("attendance.tapped", Nudge(those_who_keep_attendance), moves_rights=False)
when("attendance.untapped", Nudge(those_who_keep_attendance), moves_rights=False)
when("attendance.excused", moves_rights=False)
when("attendance.corrected", Nudge(me_today), moves_rights=False)
when("attendance.rule_set", moves_rights=False)
when("session.closed")
when("session.written_up", moves_rights=False)
when("session.make_up")
when("note.signed", Nudge(me_today))
when("note.cosigned", Nudge(me_today))
when("note.added_to", Nudge(me_today))
when("counselling_note.kept", moves_rights=False)
when("credential.set")
when("charting.set", moves_rights=False)
when("counting.set", moves_rights=False)
when("payer_rules.set", moves_rights=False)
when("payer_rule.set", moves_rights=False)
when("units.exported", moves_rights=False)
when("kiosk.opened")
when("kiosk.bound")
when("kiosk.locked", moves_rights=False)
when("kiosk.shut")
when("door_code.taken", moves_rights=False)
# The live room
when("live.knocked", Nudge(those_at_the_live_room), moves_rights=False)
when("live.admitted", Nudge(those_at_the_live_room))
when("live.removed", media_follows, Nudge(those_at_the_live_room))
when("live.muted", media_follows, moves_rights=False)
when("live.locked", Nudge(those_in_the_live_room), moves_rights=False)
when("live.led", Nudge(those_in_the_live_room), moves_rights=False)
when("live.changed", room_is_told, moves_rights=False)
when("live.answered", moves_rights=False)
when("live.ended", media_follows, session_closes, Nudge(those_in_the_live_room))
when("live.split", people_move, Nudge(those_in_the_live_room))
when("live.moved", people_move, Nudge(those_in_the_live_room))
when("live.called_back", room_is_told, Nudge(those_in_the_live_room), moves_rights=False)
when("live.stepped_out", people_move, Nudge(those_in_the_live_room))
when("live.side_closed", people_move, Nudge(those_in_the_live_room))
when("live.handed_over", room_is_told, Nudge(those_in_the_live_room))
when("live.asked", Nudge(those_in_the_live_room), moves_rights=False)
when("live.seated", room_is_told, Nudge(those_at_the_live_room), moves_rights=False)
when("live.risen", room_is_told, Nudge(those_at_the_live_room), moves_rights=False)

when("bond.tied", open_room_of_bond)
when("bond.ended")

when("message.sent", moves_rights=False)
when("message.worrying", concern_for_words)
when("message.edited", show_changed_words, moves_rights=False)
when("message.removed", showing_ends_with_card, show_changed_words, moves_rights=False)
when("message.reacted", show_message_again, moves_rights=False)
when("message.hidden", show_changed_words)
when("message.shown", show_changed_words)
when("room.paused", Nudge(those_in_the_room))
when("room.opened", pause_is_over, Nudge(those_in_the_room))

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
when("report.made", notice_of_report, Nudge(those_who_handle))
when("report.taken", Nudge(those_who_handle), moves_rights=False)
when("report.late", notice_of_report, Nudge(those_who_handle), moves_rights=False)
when("report.closed", report_is_answered, Nudge(those_who_handle), moves_rights=False)
when("measure.taken", measure_takes_effect, notice_of_measure, Nudge(who_is_measured))
when("measure.ended", measure_is_undone, Nudge(who_is_measured))
when("notice.seen", Nudge(me_today), moves_rights=False)
when("notices.seen", Nudge(me_today), moves_rights=False)
when("notices.chosen", moves_rights=False)
when("device.rings", moves_rights=False)
when("device.silenced", moves_rights=False)

# On the clock ---------------------------------------------------------------------------------------------
watch(climb_what_is_due)
watch(sessions_on_the_clock)
watch(moderation_that_is_due)
watch(tell_what_is_due)
watch(destroy_what_came_back)
watch(dispose_now_and_then)
watch(send_what_is_due)
watch(sweep_now_and_then)
watch(send_letters)
watch(sweep_old_sessions)
watch(close_what_is_over)
watch(tidy_live_rooms)
