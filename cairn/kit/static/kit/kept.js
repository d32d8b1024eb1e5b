// What is typed into <form data-kept="address" data-kept-words="We kept …"> is kept by the server, sealed, until it is sent. It
// comes back when the page opens again, such as after a sign-in. Nothing of it is stored on this device.
const form = document.querySelector("form[data-kept]");
const place = location.pathname;
let timer;
let last = "";

const fields = () => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");

async function keep() {
  clearTimeout(timer);
  const words = JSON.stringify(fields());
  if (words === last) return;
  last = words;
  const body = new FormData();
  body.set("place", place);
  body.set("fields", words);
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  await fetch(form.dataset.kept, { method: "POST", body, keepalive: true, credentials: "same-origin" }).catch(() => {});
}

function put(name, value) {
  for (const field of form.elements) {
    if (field.name !== name) continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked ||= field.value === value;
    else field.value = value;
  }
}

async function giveBack() {
  const answer = await fetch(`${form.dataset.kept}?place=${encodeURIComponent(place)}`, { credentials: "same-origin" });
  const kept = answer.ok ? (await answer.json()).fields : [];
  if (!kept.length) return;
  for (const [name, value] of kept) put(name, value);
  form.dispatchEvent(new CustomEvent("cairn:given-back", { bubbles: true }));
  const note = Object.assign(document.createElement("p"), { className: "notice", role: "status", textContent: form.dataset.keptWords });
  form.before(note);
}

if (form) {
  const mark = Object.assign(document.createElement("input"), { type: "hidden", name: "kept_place", value: place });
  form.append(mark);
  last = JSON.stringify(fields());
  giveBack().catch(() => {});
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(keep, 2500); });
  document.addEventListener("cairn:quiet", keep);
  form.addEventListener("submit", () => clearTimeout(timer));
}
