// Nothing said is lost: where the line is down the answers stay on the screen and go out as soon as it is back, under the
// same name, so that a second try changes nothing. Without this script the form is sent as forms are.
const form = document.querySelector("form.checkin[data-offline]");
let waiting = null;
let busy = false;

function note() {
  let box = form.querySelector(".offline-note");
  if (!box) {
    box = document.createElement("p");
    box.className = "notice warning offline-note";
    box.role = "status";
    form.append(box);
  }
  box.textContent = form.dataset.offline;
  box.scrollIntoView({ block: "nearest" });
}

async function send(button) {
  if (busy) return;
  busy = true;
  const address = button?.getAttribute("formaction") || form.action;
  try {
    const answer = await fetch(address, { method: "POST", body: new FormData(form, button), credentials: "same-origin" });
    if (answer.redirected) return location.assign(answer.url);
    form.action = address; // something to put right: let the browser show the page that says so
    return form.submit();
  } catch {
    if (isHeld(address, button)) return;
    waiting = { button };
    note();
  }
  busy = false;
}

/** Into the sealed box of this phone, where it has one: then the tab may be closed. */
function isHeld(address, button) {
  const data = [...new FormData(form, button)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");
  const kind = address === form.action ? "checkin" : "not_today";
  const detail = { kind, client_id: form.elements.client_id.value, fields: data.filter(([name]) => name !== "client_id") };
  return !document.dispatchEvent(new CustomEvent("cairn:hold", { detail, cancelable: true }));
}

const again = () => waiting && send(waiting.button);

if (form) {
  form.addEventListener("submit", (event) => { event.preventDefault(); send(event.submitter); });
  addEventListener("online", again);
  document.addEventListener("cairn:held", () => location.assign(document.getElementById("house").dataset.outbox));
  document.addEventListener("cairn:unheld", () => { busy = false; note(); });
  setInterval(() => navigator.onLine && again(), 8000);
}
