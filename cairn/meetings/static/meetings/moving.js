// The form that says who is told of a move and what is in its way, in a dialog on the board; its own page where that fails.
const dialog = document.getElementById("moving-dialog");

// A page as a document. The parser of a request is no sink of Trusted Types, as DOMParser is.
const asked = (address) => new Promise((resolve, reject) => {
  const request = new XMLHttpRequest();
  request.open("GET", address);
  request.responseType = "document";
  request.onload = () => (request.status === 200 && request.response ? resolve(request.response) : reject(new Error(String(request.status))));
  request.onerror = () => reject(new Error("no line"));
  request.send();
});

document.addEventListener("cairn:move", async ({ detail: { slip, day } }) => {
  const address = `${slip.dataset.move}?day=${day}&board=yes`;
  try {
    const form = (await asked(address)).getElementById("moving");
    if (!form) throw new Error("no form came");
    document.getElementById("moving-here").replaceChildren(document.adoptNode(form));
    dialog.showModal();
    dialog.querySelector(".button.primary")?.focus();
    dialog.addEventListener("close", () => document.querySelector(`[data-move="${slip.dataset.move}"]`)?.focus(), { once: true });
  } catch {
    location.assign(address);
  }
});

dialog.addEventListener("click", (event) => {
  if (!event.target.closest("[data-back]")) return;
  event.preventDefault();
  dialog.close();
});
