// A list of numbered messages: puts arriving ones in order, never doubles one, asks again for what is missing, and shows
// one's own words at once. <section class="talk" data-room data-number data-me> … <article class="message" data-number>
const keep = { createHTML: (text) => text };
const policy = globalThis.trustedTypes?.createPolicy("cairn-talk", keep) ?? keep;
const lists = new Map([...document.querySelectorAll(".talk[data-room]")].map((list) => [list.dataset.room, list]));
const MOST = 200; // a full answer: there may be more
const asked = new Set();
const say = (name, detail) => document.dispatchEvent(new CustomEvent(`cairn:${name}`, { detail, cancelable: true }));
const reached = (list) => Number(list.dataset.number || 0);
const numbered = (list, number) => list.querySelector(`[data-number="${Number(number)}"]`);
const unkept = (list, id) => (id ? list.querySelector(`[data-client-id="${CSS.escape(id)}"]`) : null);

/** The fragment is the same for everybody; what is mine about it is added here. */
function read(item, me) {
  const found = new DOMParser().parseFromString(policy.createHTML(item.html), "text/html").querySelector("article");
  if (String(item.author) === me) found.classList.add("mine");
  for (const one of found.querySelectorAll("[data-people]")) one.ariaPressed = one.dataset.people.split(" ").includes(me);
  return document.adoptNode(found);
}

function put(list, item) {
  const [fresh, old] = [read(item, list.dataset.me), numbered(list, item.number)];
  const before = [...list.querySelectorAll("[data-number]")].findLast((one) => Number(one.dataset.number) < item.number);
  if (!old && !before && item.number <= reached(list)) return; // older than what this page shows
  if (old) old.replaceWith(fresh);
  else {
    list.querySelector(".empty")?.remove();
    unkept(list, item.client_id)?.remove();
    if (before) before.after(fresh);
    else list.insertBefore(fresh, list.querySelector(".pending, .refused"));
    fresh.classList.toggle("follows", before?.nextElementSibling === fresh && before.dataset.author === fresh.dataset.author);
  }
  globalThis.htmx?.process(fresh);
  say("placed", { list, article: fresh, fresh: !old });
}

function gather({ detail: { room, items } }) {
  const list = lists.get(room);
  if (!list) return;
  items.forEach((item) => put(list, item));
  while (numbered(list, reached(list) + 1)) list.dataset.number = reached(list) + 1;
  const highest = Math.max(...items.map((item) => item.number));
  const missing = `${room}:${reached(list)}`;
  if (highest <= reached(list) && items.length < MOST) return;
  if (asked.has(missing)) list.dataset.number = highest; // asked before: what is missing is not for this reader
  else say("send", { type: "since", rooms: { [room]: reached(list) } });
  asked.add(missing);
}

function state(detail, change) {
  const mine = unkept(lists.get(detail.room) ?? document, detail.client_id);
  if (mine) change(mine, mine.querySelector(".state"));
}

document.addEventListener("cairn:messages", gather);
document.addEventListener("cairn:ask", ({ detail }) => lists.forEach((list, room) => { detail.rooms[room] = reached(list); }));
document.addEventListener("cairn:drawn", ({ detail }) => lists.get(detail.room)?.append(detail.article));
document.addEventListener("cairn:kept", ({ detail }) => state(detail, (one, word) => { one.classList.remove("pending"); word.textContent = ""; }));
document.addEventListener("cairn:refused", ({ detail }) => state(detail, (one, word) => { one.classList.replace("pending", "refused"); word.textContent = detail.why; }));
