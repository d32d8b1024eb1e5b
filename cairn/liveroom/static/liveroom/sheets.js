// Sheets over the pictures: one at a time, opened by its button, closed by another press, by "Close" and by Escape.
const room = (globalThis.cairnRoom ??= {});
const stage = document.getElementById("room");
let opener;

function show(name) {
  stage.dataset.sheet = name;
  for (const one of stage.querySelectorAll("[data-opens]")) one.ariaExpanded = String(one.dataset.opens === name);
  if (name === "chat") room.chat.read();
}

room.sheets = {
  is: () => stage.dataset.sheet,
  shut() { show(""); opener?.focus(); opener = undefined; },
};

stage?.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-opens]");
  if (target.closest("[data-shuts]")) room.sheets.shut();
  else if (button && stage.dataset.sheet === button.dataset.opens) room.sheets.shut();
  else if (button) {
    opener = button.closest(".sheet") ? opener : button;
    show(button.dataset.opens);
    stage.querySelector(`#${button.dataset.opens} :is(button, input):not([data-shuts])`)?.focus();
  }
});
stage?.addEventListener("keydown", ({ key }) => key === "Escape" && stage.dataset.sheet && room.sheets.shut());

// What stands beside is fetched anew whenever somebody comes or goes: what was unfolded stays so, what was typed is kept.
const side = () => document.getElementById("side");
const [unfolded, typed] = [new Set(), new Map()];
stage?.addEventListener("toggle", ({ target }) => {
  if (target.id) unfolded[target.open ? "add" : "delete"](target.id);
}, { capture: true });
stage?.addEventListener("input", ({ target }) => target.id && side().contains(target) && typed.set(target.id, target.value));
stage?.addEventListener("submit", ({ target }) => { for (const one of target.elements) typed.delete(one.id); });
document.addEventListener("htmx:after:swap", () => {
  for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
  for (const [id, value] of typed) { const field = document.getElementById(id); if (field) field.value = value; }
});
