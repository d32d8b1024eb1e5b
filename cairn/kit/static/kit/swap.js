// htmx in a house with strict rules: markup enters through one Trusted Types policy, no text ever becomes code, and what
// shows something live is fetched again, as its own viewer, when a nudge names one of its topics.
//   <section id="…" data-refetch="room:7 today" hx-get="…" hx-trigger="refetch">
const policy = globalThis.trustedTypes?.createPolicy("cairn", { createHTML: (text) => text, createScript: () => "" });
const waiting = new Set();
let timer;
let wasOff = false;
let hiddenAt = 0;

function Refuse() {
  throw new Error("Cairn runs no code from attributes.");
}

globalThis.htmx?.registerExtension("cairn", { init: (inside) => inside.initSecurity(policy, Refuse, Refuse) });

function fetchAgain() {
  if (document.hidden) return;
  clearTimeout(timer);
  // A small random pause: a whole group must not ask in the same instant.
  timer = setTimeout(() => {
    for (const element of waiting) if (element.isConnected) htmx.trigger(element, "refetch");
    waiting.clear();
  }, 40 + Math.random() * 260);
}

function mark(wanted) {
  for (const element of document.querySelectorAll("[data-refetch]")) {
    if (wanted(element.dataset.refetch.split(/\s+/))) waiting.add(element);
  }
  if (waiting.size) fetchAgain();
}

document.addEventListener("cairn:nudge", ({ detail }) => mark((topics) => detail.topic === "*" || topics.includes(detail.topic)));

// Nudges are hints and may be lost: after a break the page asks for everything once.
document.addEventListener("cairn:live", ({ detail }) => {
  if (detail.on && wasOff) mark(() => true);
  wasOff = !detail.on;
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden) hiddenAt = Date.now();
  else if (Date.now() - hiddenAt > 30000) mark(() => true);
  else if (waiting.size) fetchAgain();
});

// Parts that a page leaves out of its first answer. Not htmx's own "load": it would not wait for the policy above.
const fetchParts = () => mark((topics) => topics.includes("at-once"));
if (document.readyState === "complete") fetchParts();
else document.addEventListener("DOMContentLoaded", fetchParts);

// Errors of a form come back in place: lead to them.
document.addEventListener("htmx:after:swap", () => document.querySelector("#errors")?.focus());
