// Words on their way. What was written is shown at once and stays in the box of unkept words until the server says it is
// kept; after a break it goes out again under the same id, so that nothing is lost and nothing doubled.
const unkept = new Map();
let doubt;

const line = () => document.documentElement.dataset.live ?? "off";
const dispatch = (name, detail) => document.dispatchEvent(new CustomEvent(`cairn:${name}`, { detail, cancelable: true }));

function draw({ frame, form }) {
  const article = form.querySelector("template").content.cloneNode(true).firstElementChild;
  article.dataset.clientId = frame.client_id;
  article.querySelector(".body").textContent = frame.body;
  dispatch("drawn", { room: frame.room, article });
}

/** Without a socket the form's own address takes the words, as it would without this script. */
async function post(entry) {
  const { frame, form } = entry;
  const data = new FormData(form);
  for (const name of ["body", "client_id", "reply_to", "wants"]) data.set(name, frame[name] ?? "");
  const answer = await fetch(form.action, { method: "POST", body: data, credentials: "same-origin" });
  if (answer.status >= 500) throw new Error("later"); // the house is shaking: the words wait
  const elsewhere = answer.redirected && new URL(answer.url).pathname !== location.pathname; // to the sign-in page
  if (!answer.ok || elsewhere) return dispatch("refused", { ...frame, why: form.dataset.refused });
  dispatch("kept", frame);
  if (line() === "off") location.assign(answer.url);
}

/** Without a line the words go into the sealed box of this phone, if it has one, and land from there in their order. */
function isHeld(entry) {
  if (entry.loose || entry.held) return Boolean(entry.held);
  const { room, body, client_id: id, reply_to: reply, wants } = entry.frame;
  const fields = Object.entries({ room, body, reply_to: reply, wants }).filter(([, value]) => value);
  entry.held = !dispatch("hold", { kind: "message", client_id: id, fields });
  return entry.held;
}

function ship(entry) {
  if (isHeld(entry)) return;
  clearTimeout(doubt);
  clearTimeout(entry.timer);
  if (!dispatch("send", entry.frame)) doubt = setTimeout(() => unkept.size && dispatch("doubt"), 9000);
  else entry.timer = setTimeout(byForm, line() === "stream" ? 0 : 1500, entry); // the socket may be about to come back
}

function byForm(entry) {
  if (!unkept.has(entry.frame.client_id) || line() === "socket" || !navigator.onLine || entry.posting) return;
  entry.posting = true;
  post(entry).catch(() => {}).finally(() => { entry.posting = false; });
}

document.addEventListener("cairn:written", ({ detail }) => {
  unkept.set(detail.frame.client_id, detail);
  draw(detail);
  ship(detail);
});
document.addEventListener("cairn:live", ({ detail }) => unkept.forEach(detail.on ? ship : isHeld));
document.addEventListener("cairn:held", ({ detail: { client_id: id } }) => {
  if (unkept.has(id)) document.querySelector(`[data-client-id="${CSS.escape(id)}"] .state`)?.replaceChildren(unkept.get(id).form.dataset.waits);
});
document.addEventListener("cairn:unheld", ({ detail: { client_id: id } }) => unkept.has(id) && ship(Object.assign(unkept.get(id), { held: false, loose: true })));
addEventListener("online", () => unkept.forEach(ship));
document.addEventListener("cairn:kept", ({ detail }) => unkept.delete(detail.client_id));
document.addEventListener("cairn:refused", ({ detail }) => {
  const entry = unkept.get(detail.client_id);
  if (entry && !entry.form.elements.body.value) entry.form.elements.body.value = entry.frame.body; // nobody writes twice
  unkept.delete(detail.client_id);
});
document.addEventListener("cairn:messages", ({ detail }) => detail.items.forEach((item) => unkept.delete(item.client_id)));
addEventListener("beforeunload", (event) => { if ([...unkept.values()].some((one) => !one.held) && !document.body.hidden) event.preventDefault(); });
