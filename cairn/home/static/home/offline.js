// Pages of a phone without a network: fills in what belongs to its person, out of the sealed box, and nothing else.
const says = document.getElementById("says")?.dataset ?? {};
const form = document.querySelector("form.checkin");
const at = (id) => document.getElementById(id);
const freshId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) => one.toString(16).padStart(2, "0")).join("");
const dispatch = (name, detail) => document.dispatchEvent(new CustomEvent(`cairn:${name}`, { detail, cancelable: true }));
const language = document.documentElement.lang;
const full = new Intl.DateTimeFormat(language, { weekday: "short", month: "short", day: "numeric", hour: "numeric", minute: "2-digit" });
const session = ({ name, begins, place }) => Object.assign(document.createElement("li"), { textContent: [full.format(new Date(begins)), name, place].filter(Boolean).join(" · ") });
const field = (one, name) => one.fields.find(([known]) => known === name)?.[1] ?? "";
let box;
let mine;

function entry(one) {
  const card = at("outbox").querySelector("template").content.cloneNode(true).firstElementChild;
  const set = (name, text) => { card.querySelector(`[data-${name}]`).textContent = text; };
  const room = one.kind === "message" && mine?.rooms.find(({ id }) => id === field(one, "room"));
  set("what", room ? says.room.replace("%s", room.title) : says[one.kind]);
  set("state", one.why ? says.refused : says.waits);
  set("words", field(one, "body") || field(one, "words"));
  set("when", `${says.written} ${full.format(one.written)}`);
  set("why", one.why);
  card.querySelector("[data-why]").hidden = !one.why;
  const [copy, gone] = [card.querySelector("[data-copy]"), card.querySelector("[data-delete]")];
  copy.hidden = !card.querySelector("[data-words]").textContent;
  copy.onclick = () => navigator.clipboard.writeText(card.querySelector("[data-words]").textContent).then(() => { at("say").textContent = says.copied; });
  gone.onclick = async () => {
    if (gone.textContent !== says.sure) { gone.textContent = says.sure; gone.classList.add("danger"); return; }
    await box.drop(one.number);
  };
  return card;
}

async function list() {
  const all = await box.list();
  at("outbox").hidden = !all.length;
  if (at("nothing")) at("nothing").hidden = all.length > 0;
  at("outbox").querySelector("[data-list]").replaceChildren(...all.map(entry));
}

async function room({ id, title, sees, draft }, place) {
  const card = at("rooms").querySelector("template").content.cloneNode(true).firstElementChild;
  const [write, words, label] = [card.querySelector("form"), card.querySelector("textarea"), card.querySelector("label")];
  card.querySelector("summary").textContent = title;
  words.id = `room-${place}`;
  [label.htmlFor, label.textContent] = [words.id, says.room.replace("%s", title)];
  card.querySelector(".who-sees span").textContent = sees;
  words.value = (await box.draft(id)) ?? draft;
  card.open = Boolean(words.value) || location.pathname.endsWith(`/messages/${id}/`);
  words.addEventListener("input", () => box.draft(id, words.value));
  write.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!words.value.trim()) return;
    dispatch("hold", { kind: "message", client_id: freshId(), fields: [["room", id], ["body", words.value.trim()]] });
    words.value = "";
    box.draft(id, "");
  });
  return card;
}

function places({ places: all, asks_about_use: asks }) {
  if (!asks) document.querySelectorAll("[data-use] input").forEach((one) => { one.disabled = true; });
  const ticks = all.map(({ key, label, sees }) => {
    const tick = Object.assign(document.createElement("input"), { type: "checkbox", name: "to", value: key });
    const [row, words] = [document.createElement("label"), document.createElement("span")];
    tick.dataset.sees = sees;
    words.textContent = label;
    row.append(tick, words);
    return row;
  });
  at("places").replaceChildren(...ticks);
  at("places").addEventListener("change", () => {
    const ticked = [...at("places").querySelectorAll(":checked")].map((one) => one.dataset.sees);
    at("sees").textContent = ticked.join(" ") || says.nobody;
  });
}

async function fill() {
  mine = await box.mine();
  if (at("check-in")) at("check-in").hidden = !mine?.check_in;
  if (at("sessions")) at("sessions").hidden = !mine?.sessions?.length;
  at("sessions")?.querySelector("ul").replaceChildren(...(mine?.sessions ?? []).map(session));
  if (form && mine?.check_in) places(mine.check_in);
  if (at("rooms") && mine?.rooms.length) {
    at("rooms").hidden = false;
    at("rooms").querySelector("[data-list]").replaceChildren(...(await Promise.all(mine.rooms.map(room))));
  }
  await list();
  if (location.pathname.endsWith("/waiting") && at("shut")) at("outbox").scrollIntoView();
  document.addEventListener("cairn:waits", list);
}

document.addEventListener("cairn:held", ({ detail }) => { if (detail.kind === "message") at("outbox").scrollIntoView({ block: "nearest" }); });
if (form) form.elements.client_id.value = freshId();
if (at("house") && "kept" in at("house").dataset) addEventListener("online", () => setTimeout(() => !form && location.reload(), 1500));
dispatch("box", (open, house) => {
  if (!house.me || "sharedPhone" in document.documentElement.dataset) { if (at("shut")) at("shut").hidden = false; return; }
  open().then((found) => { box = found; return fill(); }).catch(() => {});
});
