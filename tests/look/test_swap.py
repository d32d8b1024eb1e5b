"""htmx under the strict policy, and parts that fetch themselves again."""

from playwright.sync_api import Page, expect

from tests.look.stage import Stage, render, until

PAGE = """{% extends "kit/base.html" %}{% block main %}<h1>Today</h1>
<section id="needs" data-refetch="today group:7" hx-get="/needs" hx-trigger="refetch"><p>old words</p><input id="half" aria-label="Half"></section>
<section id="other" data-refetch="group:9" hx-get="/other" hx-trigger="refetch"><p>other</p></section>
<form method="post" action="/save" hx-post="/save" hx-target="#needs"><button class="button">Save</button></form>{% endblock %}"""
FRESH = '<section id="needs" data-refetch="today group:7" hx-get="/needs" hx-trigger="refetch"><p>{}</p><input id="half" aria-label="Half"></section>'
HOSTILE = (
    "<script>window.bad = 1</script><img src=x onerror='window.bad = 2'>"
    "<button id='trap' hx-on:click='window.bad = 3'>press</button><a id='code' href='#' hx-get='js:window.bad = 4'>go</a>"
)


def ready(stage: Stage) -> Page:
    """Today, connected."""
    stage.pages = {
        "/today": render(PAGE, live_url="/live"),
        "/needs": FRESH.format("new words"),
        "/other": "<section id='other'>x</section>",
    }
    page = stage.open("/today")
    page.wait_for_selector("html[data-live=socket]")
    return page


def fetched(stage: Stage, path: str) -> int:
    """How often a path was asked for."""
    return sum(one.url.endswith(path) for one in stage.asked)


def test_a_nudge_fetches_the_parts_of_its_topic_once_and_nothing_else(stage: Stage) -> None:
    page = ready(stage)
    for topic in ("group:7", "today", "group:8"):
        stage.tell({"type": "nudge", "topic": topic})
    expect(page.locator("#needs p")).to_have_text("new words")
    page.wait_for_timeout(400)
    assert (fetched(stage, "/needs"), fetched(stage, "/other")) == (1, 0)


def test_half_written_words_and_the_focus_stay_when_a_part_comes_anew(stage: Stage) -> None:
    page = ready(stage)
    page.get_by_label("Half").fill("half a wor")
    stage.tell({"type": "nudge", "topic": "today"})
    expect(page.locator("#needs p")).to_have_text("new words")
    expect(page.get_by_label("Half")).to_have_value("half a wor")
    expect(page.get_by_label("Half")).to_be_focused()


def test_after_a_break_every_live_part_asks_once(stage: Stage) -> None:
    page = ready(stage)
    assert (fetched(stage, "/needs"), fetched(stage, "/other")) == (0, 0)
    stage.lines[-1].close(code=1011)
    page.wait_for_selector("html[data-live=off]")
    page.wait_for_selector("html[data-live=socket]")
    until(page, lambda: (fetched(stage, "/needs"), fetched(stage, "/other")) == (1, 1))


def test_hostile_markup_in_an_answer_stays_dead(stage: Stage) -> None:
    page = ready(stage)
    stage.pages["/needs"] = FRESH.format("new words" + HOSTILE)
    stage.tell({"type": "nudge", "topic": "today"})
    page.wait_for_selector("#trap")
    page.click("#trap")
    page.click("#code")
    page.wait_for_timeout(300)
    assert page.evaluate("window.bad") is None


def test_markup_enters_the_page_through_our_policy_alone(stage: Stage) -> None:
    page = ready(stage)
    assert page.evaluate("try { document.body.innerHTML = '<b>x</b>'; 'let in' } catch (e) { e.name }") == "TypeError"


def test_a_form_sent_by_htmx_carries_the_token_and_comes_back_with_its_errors(stage: Stage) -> None:
    page = ready(stage)
    summary = '<div class="summary" role="alert" tabindex="-1" id="errors">Look here</div>'
    stage.pages["/save"] = lambda request: (422, FRESH.format(summary))
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#errors")).to_be_focused()
    saves = [one for one in stage.asked if one.url.endswith("/save")]
    assert [one.headers["x-csrftoken"] for one in saves] == ["a-token"]


def test_nothing_complains_under_the_policy(stage: Stage) -> None:
    page = ready(stage)
    stage.tell({"type": "nudge", "topic": "today"})
    expect(page.locator("#needs p")).to_have_text("new words")
    assert stage.troubles == []
