// A screen left alone goes to sleep. Whoever is there is noticed at most once a minute, in every tab; before the end we ask
// kindly, and one tap (or doing anything) keeps going. The server counts; this only tells it, and warns in time.
const box = document.getElementById("quiet");
const idle = Number(box?.dataset.idle) * 1000;
const warning = Number(box?.dataset.warning) * 1000;
const tabs = "BroadcastChannel" in globalThis ? new BroadcastChannel("cairn-quiet") : null;
let ends = Date.now() + idle;
let told = Date.now();
let timer;
let ending = false;

const say = (name) => document.dispatchEvent(new CustomEvent(`cairn:${name}`));

function words() {
  const left = Math.max(0, Math.round((ends - Date.now()) / 1000));
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: left > 60 ? "minute" : "second", unitDisplay: "long" })
    .format(left > 60 ? Math.ceil(left / 60) : left);
}

/** Somebody is there, here or in another tab: all the time again. */
function again(left = idle) {
  ends = Date.now() + left;
  if (box.open) box.close();
}

async function tell() {
  told = Date.now();
  again();
  tabs?.postMessage("here");
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  await fetch(box.dataset.here, { method: "POST", headers: { "X-CSRFToken": token }, credentials: "same-origin" }).catch(() => {});
}

function present(event) {
  if (event.isTrusted && !box.open && Date.now() - told > 60000) tell();
}

/** Time is up here; another tab or device may have kept the sign-in alive, so the server is asked. */
async function end() {
  if (ending) return; // asked already: a second reload would use up what the first is told
  ending = true;
  const left = await fetch(box.dataset.here, { credentials: "same-origin" })
    .then(async (answer) => answer.ok && (await answer.json()).left * 1000, () => 30000); // no line: ask again when there is one
  if (left !== false) {
    ending = false;
    return again(left);
  }
  say("signing-out");
  document.body.hidden = true;
  location.reload(); // the server leads to the sign-in page, and back here afterwards
}

function look() {
  const left = ends - Date.now();
  if (left <= 0) end();
  else if (left <= warning && !box.open) {
    say("quiet"); // what is being typed is kept now
    box.showModal();
  }
  if (box.open) box.querySelector("[data-left]").textContent = words();
}

if (idle) {
  for (const name of ["pointerdown", "keydown", "scroll", "input"]) addEventListener(name, present, { capture: true, passive: true });
  box.addEventListener("close", () => Date.now() - told > 1000 && tell());
  tabs?.addEventListener("message", () => { told = Date.now(); again(); });
  document.addEventListener("visibilitychange", () => !document.hidden && look());
  timer = setInterval(look, 1000);
  addEventListener("pagehide", () => clearInterval(timer));
}

// Whoever keeps something on this device hears of a sign-out before it happens.
document.addEventListener("submit", (event) => event.target.matches("[data-signing-out]") && say("signing-out"), true);
