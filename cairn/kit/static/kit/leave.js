// Leaving in a hurry. The page is blank at once, this history entry is replaced, the session ends on the way out,
// and every other tab of ours leaves too. Without this script the same link does the same, only slower.
const link = document.querySelector("[data-leave]");
const others = "BroadcastChannel" in globalThis ? new BroadcastChannel("cairn-leave") : null;
let presses = 0;
let alone = false;
let timer;

function blank() {
  document.body.hidden = true; // also takes what lies in the top layer
  location.replace(link.dataset.away || link.href);
}

function leave(event) {
  event?.preventDefault();
  document.body.hidden = true;
  others?.postMessage("leave");
  document.dispatchEvent(new CustomEvent("cairn:leave")); // whoever keeps something on this phone lets go of it
  sessionStorage.clear();
  if (link.dataset.away) fetch(link.href, { keepalive: true, redirect: "manual", credentials: "same-origin" }).catch(() => {});
  blank();
}

function forget() {
  presses = 0;
  clearTimeout(timer);
}

function pressed() {
  presses += 1;
  clearTimeout(timer);
  timer = setTimeout(forget, 4000);
  if (presses === 2) document.getElementById("say").textContent = link.dataset.pressed;
  if (presses === 3) leave();
}

if (link) {
  link.addEventListener("click", leave);
  others?.addEventListener("message", blank);
  // Shift alone, three times. A capital letter is not a call for help.
  addEventListener("keydown", (event) => {
    alone = event.key === "Shift" && !event.ctrlKey && !event.altKey && !event.metaKey;
    if (!alone) forget();
  });
  addEventListener("keyup", (event) => event.key === "Shift" && alone && pressed());
  addEventListener("pointerdown", forget);
  addEventListener("pageshow", (event) => event.persisted && document.body.hidden && blank());
}
