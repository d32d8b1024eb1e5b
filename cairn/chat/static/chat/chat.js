// What a page adds to the messages it is handed: our words in its language, days, one breath. Reactions without leaving,
// and, after a break, everything shown once more as it is now. talk.js puts the messages in order; this only dresses them.
const list = document.querySelector(".talk[data-words]");
const words = JSON.parse(list?.dataset.words || "{}");
const zone = document.body.dataset.zone || undefined;
const dayOf = new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" });
const ONE_BREATH = 10 * 60 * 1000;
let pressed = "";
let wasOff = false;

const at = (message) => new Date(message.querySelector("time")?.dateTime);
const day = (message) => dayOf.format(at(message));

function speak(root) {
  for (const one of root.querySelectorAll("[data-w]:empty")) one.textContent = words[one.dataset.w] ?? "";
}

/** Whether the name need not be said again: the same rule as cairn/chat/lines.py. */
function breath(message) {
  const before = message.previousElementSibling;
  const plain = before?.matches(".message") && !message.querySelector(".card, .quote") && !before.querySelector(".card");
  const same = plain && before.dataset.author === message.dataset.author && at(message) - at(before) < ONE_BREATH;
  message.classList.toggle("follows", Boolean(same) && !message.matches(".removed") && !before.matches(".removed"));
}

/** A message on another day than the one before it stands under its day. */
function newDay(message) {
  const before = message.previousElementSibling;
  if (before && (!before.matches(".message") || day(before) === day(message))) return;
  const line = Object.assign(document.createElement("p"), { className: "day" });
  line.dataset.day = day(message);
  const time = Object.assign(document.createElement("time"), { dateTime: at(message).toISOString() });
  time.dataset.when = "day";
  line.append(time);
  if (line.dataset.day === dayOf.format(new Date())) line.replaceChildren(list.dataset.new);
  message.before(line);
}

/** Older messages were put before the others: where two stretches of one day meet, the day is said once. */
function joinDays() {
  let last = "";
  for (const line of list.querySelectorAll(".day[data-day]")) {
    if (line.dataset.day === last) line.remove();
    last = line.dataset.day;
  }
}

function placed({ detail: { article, fresh } }) {
  if (!list?.contains(article)) return;
  speak(article);
  if (fresh) newDay(article);
  breath(article);
  const next = article.nextElementSibling;
  if (next?.matches(".message[data-number]")) breath(next);
  const again = pressed && article.querySelector(`button[value^="${CSS.escape(pressed)}"]`);
  if (again && document.activeElement === document.body) again.focus();
}

async function react(event) {
  const button = event.submitter;
  if (event.target.id !== "react" || !button?.value) return;
  event.preventDefault();
  const [message, kind] = button.value.split(".");
  pressed = `${message}.${kind}`;
  document.getElementById("sheet")?.close?.();
  const data = new FormData(event.target);
  data.set("react", `${pressed}.${button.ariaPressed === "true" ? "off" : "on"}`);
  const send = { method: "POST", body: data, credentials: "same-origin", headers: { "HX-Request": "true" } };
  const answer = await fetch(event.target.action, send).catch(() => null);
  if (!answer?.ok || !list?.dataset.room || document.documentElement.dataset.live === "off") location.reload();
}

/** Nobody told this page what was changed or taken away while its line was down. */
async function again() {
  const shown = [...list.querySelectorAll(".message[data-number]")].map((one) => one.dataset.number);
  if (!shown.length) return;
  const answer = await fetch(`${list.dataset.again}?first=${shown[0]}&last=${shown.at(-1)}`, { credentials: "same-origin" });
  if (answer.ok && !answer.redirected) document.dispatchEvent(new CustomEvent("cairn:messages", { detail: await answer.json() }));
}

document.addEventListener("cairn:placed", placed);
document.addEventListener("submit", react);
document.addEventListener("htmx:after:swap", () => list && joinDays());
document.addEventListener("cairn:live", ({ detail }) => {
  if (detail.on && wasOff && list?.dataset.room) setTimeout(() => again().catch(() => {}), 200 + Math.random() * 800);
  wasOff = !detail.on;
});
