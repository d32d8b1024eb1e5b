// Being in a conversation: begin where one left off, stay at the end only if one was there, hear of new words without
// being shouted at, and let others know what was read. Belongs to .talk[data-many], .newer, .typing[data-says].
const list = document.querySelector(".talk[data-room]");
const newer = document.querySelector(".newer");
const typing = document.querySelector(".typing");
const region = document.getElementById("say");
const page = document.documentElement;
let near = true;
let unheard = [];
let sent = 0;
let readTimer, sayTimer, typingTimer;

const atEnd = () => innerHeight + scrollY > page.scrollHeight - 160;
const toEnd = () => scrollTo({ top: page.scrollHeight });

function announce() {
  const one = unheard[0];
  const words = one && `${one.querySelector(".who")?.textContent}: ${one.querySelector(".body")?.textContent.trim().slice(0, 240)}`;
  region.textContent = unheard.length > 1 ? list.dataset.many.replace("%n", unheard.length) : words;
  unheard = [];
}

function markRead() {
  clearTimeout(readTimer);
  readTimer = setTimeout(() => {
    const number = Number(list.dataset.number);
    if (document.hidden || !near || number <= sent) return;
    sent = number;
    const detail = { type: "read", room: list.dataset.room, number };
    document.dispatchEvent(new CustomEvent("cairn:send", { detail, cancelable: true }));
  }, 700);
}

function settle() {
  near = atEnd();
  if (near) { newer.hidden = true; markRead(); }
}

document.addEventListener("cairn:placed", ({ detail: { article, fresh } }) => {
  if (!fresh) return;
  const mine = article.classList.contains("mine");
  if (near || mine) toEnd();
  else newer.hidden = false;
  if (!mine) { unheard.push(article); clearTimeout(sayTimer); sayTimer = setTimeout(announce, 1200); }
  markRead();
});
document.addEventListener("cairn:drawn", toEnd);
document.addEventListener("cairn:live", ({ detail }) => { if (detail.on) { sent = 0; markRead(); } });
document.addEventListener("cairn:typing", ({ detail }) => {
  if (!typing || detail.room !== list?.dataset.room) return;
  typing.textContent = typing.dataset.says.replace("%s", detail.name);
  clearTimeout(typingTimer);
  typingTimer = setTimeout(() => { typing.textContent = ""; }, 6000);
});

if (list && newer) {
  document.querySelector(".composer")?.prepend(newer); // floats above where one writes, however tall that has grown
  const line = list.querySelector(".since");
  if (!location.hash) { if (line) line.scrollIntoView({ block: "center" }); else toEnd(); }
  addEventListener("scroll", settle, { passive: true });
  document.addEventListener("visibilitychange", settle);
  newer.addEventListener("click", toEnd);
  settle();
}
