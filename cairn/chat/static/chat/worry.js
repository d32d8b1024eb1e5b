// Words that sound like danger: before they go, the writer sees where help is. Nothing is ever blocked: one more tap sends
// them. The same comparison as cairn/care/worry.py. <dialog id="worry" data-phrases> with buttons [value=send] and [value=keep].
const dialog = document.getElementById("worry");
const phrases = JSON.parse(dialog?.dataset.phrases || "[]");

const plain = (text) =>
  text.toLowerCase().normalize("NFD").replace(/[’'\p{M}]/gu, "").replace(/[^a-z0-9]+/g, " ").trim();

function worries(text) {
  const words = ` ${plain(text)} `;
  return phrases.some((one) => words.includes(` ${one} `));
}

function asked(event) {
  const form = event.target;
  if (!form.matches("form.composer") || form.elements.seen.value || !worries(form.elements.body.value)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  dialog.returnValue = "";
  dialog.showModal();
  dialog.addEventListener("close", () => answered(form), { once: true });
}

function answered(form) {
  if (dialog.returnValue !== "send") return form.elements.body.focus();
  form.elements.seen.value = "yes";
  form.requestSubmit();
  form.elements.seen.value = "";
}

if (dialog) document.addEventListener("submit", asked, true);
