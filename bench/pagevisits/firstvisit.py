"""Bytes over the wire of a first visit, counted by a real browser with an empty cache: headers, brotli and all."""

import shutil
from dataclasses import dataclass, field

from playwright.sync_api import CDPSession, sync_playwright

from bench import report
from bench.pagevisits.queries import Walked
from bench.servers import MissingError

BAR_ALL_KIB, BAR_SCRIPT_KIB, BAR_AGAIN_KIB = 100, 30, 25
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SETTLE_MS, PATIENCE_MS = 800, 30_000
PAGES = (("stranger", "accounts/login/"), ("member", "today"), ("member", "room"), ("peer_specialist", "today"))


@dataclass
class Wire:
    """Bytes by kind of resource."""

    kinds: dict[str, str] = field(default_factory=dict)
    bytes: dict[str, float] = field(default_factory=dict)
    requests: int = 0
    elsewhere: set[str] = field(default_factory=set)

    def listen(self, session: CDPSession, origin: str) -> None:
        """Count everything this page fetches."""

        def asked(event: dict[str, object]) -> None:
            request = event["request"]
            assert isinstance(request, dict)
            self.requests += 1
            self.kinds[str(event["requestId"])] = str(event.get("type", "Other"))
            if not str(request["url"]).startswith((origin, "data:", "blob:", f"ws{origin[4:]}")):
                self.elsewhere.add(str(request["url"]))

        def finished(event: dict[str, object]) -> None:
            kind = self.kinds.get(str(event["requestId"]), "Other")
            self.bytes[kind] = self.bytes.get(kind, 0.0) + float(str(event["encodedDataLength"]))

        session.on("Network.requestWillBeSent", asked)
        session.on("Network.loadingFinished", finished)
        session.send("Network.enable")

    def kib(self, *kinds: str) -> float:
        """KiB of some kinds, or of all."""
        return sum(n for kind, n in self.bytes.items() if not kinds or kind in kinds) / 1024


def chromium() -> str:
    """Debian's browser."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        raise MissingError("chromium not found. Install with: apt-get install chromium")
    return path


def measure(port: int, walked: Walked, organisation: str) -> dict[str, dict[str, float]]:
    """First and second visit of a few pages, each in a browser profile of its own."""
    origin, found = f"http://127.0.0.1:{port}", dict[str, dict[str, float]]()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=SWITCHES, timeout=PATIENCE_MS)
        for viewer, place in PAGES:
            path = _path(walked, viewer, place, organisation)
            if path is None or viewer not in walked["cookies"]:
                continue
            context = browser.new_context(viewport={"width": 360, "height": 740})
            context.set_default_timeout(PATIENCE_MS)
            if cookie := walked["cookies"][viewer]:
                name, _, value = cookie.partition("=")
                context.add_cookies([{"name": name, "value": value, "url": origin}])
            first, again = Wire(), Wire()
            for wire in (first, again):
                page = context.new_page()
                wire.listen(context.new_cdp_session(page), origin)
                page.goto(origin + path)
                page.wait_for_timeout(SETTLE_MS)
                page.close()
            found[f"{place.strip('/')} as {viewer}"] = {
                "all_kib": round(first.kib(), 1),
                "html_kib": round(first.kib("Document"), 1),
                "css_kib": round(first.kib("Stylesheet"), 1),
                "js_kib": round(first.kib("Script"), 1),
                "requests": first.requests,
                "again_kib": round(again.kib(), 1),
                "third_party": len(first.elsewhere | again.elsewhere),
            }
            context.close()
        browser.close()
    return found


def _path(walked: Walked, viewer: str, place: str, organisation: str) -> str | None:
    if place != "room":
        return f"/{organisation}/{place}"
    rooms = (page["path"] for page in walked["pages"] if page["name"] == "chat:room" and page["viewer"] == viewer)
    return next(rooms, None)


def show(found: dict[str, dict[str, float]]) -> dict[str, object]:
    """A table, and whether the bars hold."""
    head = ("page", "all KiB", "html", "css", "js", "requests", "again KiB", "third-party", "")
    rows = []
    for name, one in found.items():
        fits = one["all_kib"] < BAR_ALL_KIB and one["js_kib"] < BAR_SCRIPT_KIB and not one["third_party"]
        rows.append((name, *one.values(), "ok" if fits else "TOO HEAVY"))
    bars = f"bars: {BAR_ALL_KIB} KiB in all, {BAR_SCRIPT_KIB} KiB of script, nothing from elsewhere"
    report.table(f"First visit over the wire, in Chromium ({bars})", head, rows)
    return {
        "most_kib": max((one["all_kib"] for one in found.values()), default=None),
        "most_js_kib": max((one["js_kib"] for one in found.values()), default=None),
        "third_party": sum(one["third_party"] for one in found.values()),
        "by_page": found,
    }
