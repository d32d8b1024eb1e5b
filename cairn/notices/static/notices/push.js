// Whether this phone or computer rings: asked only by a press of a button, and taken back by another.
const card = document.getElementById("device");
const at = (name) => card.querySelector(`[data-${name}]`);
const able = card && "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;
const shared = "sharedPhone" in document.documentElement.dataset;
const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;

function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

async function draw() {
  const known = await (await navigator.serviceWorker.ready).pushManager.getSubscription();
  at("needs").hidden = true;
  at("on").hidden = Boolean(known);
  at("off").hidden = !known;
  at("denied").hidden = Notification.permission !== "denied";
}

async function on() {
  if ((await Notification.requestPermission()) !== "granted") return draw();
  const keeper = await navigator.serviceWorker.ready;
  const made = await keeper.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(card.dataset.key) });
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token() };
  const answer = await fetch(card.dataset.ring, { method: "POST", headers, body: JSON.stringify(made), credentials: "same-origin" });
  if (!answer.ok) await made.unsubscribe();
  return location.reload();
}

async function off() {
  const known = await (await navigator.serviceWorker.ready).pushManager.getSubscription();
  const body = new URLSearchParams({ csrfmiddlewaretoken: token(), endpoint: known.endpoint });
  await fetch(card.dataset.silence, { method: "POST", body, credentials: "same-origin" });
  await known.unsubscribe();
  return location.reload();
}

if (able && !shared) {
  at("on").addEventListener("click", () => on().catch(() => { at("denied").hidden = false; }));
  at("off").addEventListener("click", () => off().catch(() => {}));
  draw().catch(() => {});
}
