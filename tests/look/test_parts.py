"""Every part: readable, reachable, at home on a small screen, in light, dark and forced colours."""

import itertools
import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import translation
from playwright.sync_api import Browser, Page

from tests.look.parts import every_part
from tests.look.stage import Stage

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
INKS = ["ink", "ink-2", "pine", "amber", "rust"]
GROUNDS = ["paper", "surface", "sunken", "pine-tint", "amber-tint", "sky-tint"]
MORE_PAIRS = [("on-pine", "pine"), ("on-pine", "pine-deep"), ("on-rust", "rust"), ("sky-ink", "sky-tint")]
EDGES = ["line-strong", "amber-line", "focus"]
CONTRAST = """([one, other]) => {
  const light = (name) => {
    const probe = document.createElement("i"); probe.style.color = `var(--${name})`; document.body.append(probe);
    const pen = new OffscreenCanvas(1, 1).getContext("2d"); pen.fillStyle = getComputedStyle(probe).color; probe.remove();
    pen.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...pen.getImageData(0, 0, 1, 1).data].map((c) => (c /= 255) <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b; };
  const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
  return (high + .05) / (low + .05); }"""
SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, summary, label, select, textarea, input:not([type=radio], [type=checkbox])")]
  .filter((one) => !one.closest("p, .quote, .reactions, .summary, .visually-hidden, label *") && one.checkVisibility() && !one.matches(".skip, label[for]"))
  .map((one) => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])
  .filter(([, box]) => box.height < 44 || box.width < 43.5).map(([html, box]) => `${Math.round(box.width)}x${Math.round(box.height)} ${html}`)"""


def show(stage: Stage, language: str = "en", **more: Any) -> Page:
    """The page of every part, in a window as tall as the page: bars that stay in place cover nothing."""
    with translation.override(language):
        stage.pages["/parts"] = every_part(**more)
    page = stage.open("/parts")
    width = page.viewport_size["width"] if page.viewport_size else 390
    page.set_viewport_size({"width": width, "height": page.evaluate("document.documentElement.scrollHeight")})
    page.wait_for_timeout(700)  # the skeleton appears after 400 ms
    return page


@pytest.mark.parametrize(
    ("width", "colours", "language"),
    list(itertools.product([320, 768, 1280], ["light", "dark", "forced"], ["en", "es"])),
)
def test_axe_finds_nothing(browser: Browser, width: int, colours: str, language: str) -> None:
    forced, scheme = ("active", "light") if colours == "forced" else ("none", colours)
    options = {"color_scheme": scheme, "forced_colors": forced, "viewport": {"width": width, "height": 800}}
    stage = Stage(browser, **options)
    found = Axe().run(show(stage, language, wrong=width == 768), options={"runOnly": RULES}).response["violations"]
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []
    assert stage.troubles == []
    stage.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_ink_is_readable_on_every_ground(browser: Browser, scheme: str) -> None:
    stage = Stage(browser, color_scheme=scheme)
    page = show(stage)
    pairs = [*itertools.product(INKS, GROUNDS), *MORE_PAIRS]
    faint = [pair for pair in pairs if page.evaluate(CONTRAST, list(pair)) < 4.5]
    faint += [pair for pair in itertools.product(EDGES, GROUNDS) if page.evaluate(CONTRAST, list(pair)) < 3]
    assert faint == []
    stage.context.close()


@pytest.mark.parametrize("width", [320, 360, 900, 1180])
def test_nothing_is_wider_than_the_screen_and_no_target_is_small(browser: Browser, width: int) -> None:
    stage = Stage(browser, viewport={"width": width, "height": 800})
    page = show(stage, "es")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate(SMALL_TARGETS) == []
    stage.context.close()


def test_wide_letters_and_lines_still_fit(stage: Stage) -> None:
    page = show(stage)
    page.evaluate("""() => { for (const one of document.querySelectorAll("*")) Object.assign(one.style,
      { lineHeight: "1.5", letterSpacing: ".12em", wordSpacing: ".16em" }); }""")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_skip_link_comes_first_and_leads_to_the_page(stage: Stage) -> None:
    page = show(stage)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the page"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_nothing_moves_for_who_asked_for_stillness(browser: Browser) -> None:
    stage = Stage(browser, reduced_motion="reduce")
    page = show(stage)
    moving = (
        "[...document.querySelectorAll('*')].filter((one) => getComputedStyle(one).animationName !== 'none').length"
    )
    assert page.evaluate(moving) == 0
    stage.context.close()


def test_a_scale_and_steps_are_chosen_with_the_keyboard(stage: Stage) -> None:
    page = show(stage)
    page.get_by_role("radio", name="4", exact=True).focus()
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("radio", name="5", exact=True).is_checked()
    assert page.get_by_role("group", name="How strong was craving today?").count() == 1


def test_the_shell_speaks_the_language_of_the_page(stage: Stage) -> None:
    page = show(stage, "es")
    assert page.get_by_role("link", name="Ayuda ahora").is_visible()
    assert page.locator("html").get_attribute("lang") == "es"
    assert page.get_by_role("button", name="Español").get_attribute("aria-current") == "true"


def test_errors_lead_to_their_fields(stage: Stage) -> None:
    page = show(stage, wrong=True)
    page.get_by_role("link", name="The name you go by").click()
    assert page.evaluate("location.hash") == "#id_name"
    assert page.get_by_label("The name you go by").get_attribute("aria-invalid") == "true"


def test_markup_carries_no_style_and_no_handler() -> None:
    html = every_part(wrong=True)
    assert re.findall(r"<[^>]*\s(?:style|on\w+)=|<script(?![^>]*\bsrc=)|<style", html) == []


def test_without_a_person_the_page_has_no_rail_and_only_the_way_out_as_script() -> None:
    html = every_part(viewer=None, nav=None)
    assert re.findall(r'<script[^>]*src="[^"]*/([\w.-]+)"', html) == ["leave.js"]
    assert ('class="nav"' in html, "Support now" in html, "Leave page" in html) == (False, True, True)
    assert "<title>Cairn</title>" in html
