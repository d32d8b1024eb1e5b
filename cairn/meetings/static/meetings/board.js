// Moving a session on the board: by pointer, or with the keyboard. Both end at the form of moving.js; nothing moves before
// somebody says so there. Without this script every session still leads to that form.
const FAR = 6; // pixels before a press is a drag
const said = document.getElementById("board-said");
const days = () => [...document.querySelectorAll(".board-day[data-day]")];
let held; // { slip, x, y, pointer, drawn, aim }

document.getElementById("board-how").hidden = false;

function aim(day) {
  if (held.aim === day) return;
  held.aim?.classList.remove("aim");
  held.aim = day;
  day?.classList.add("aim");
}

function release(words) {
  if (!held) return;
  aim(undefined);
  held.slip.classList.remove("held", "drawn");
  held.slip.style.translate = "";
  held = undefined;
  if (words) said.textContent = words;
}

function put() {
  const { slip, aim: day } = held;
  const elsewhere = day && day !== slip.closest(".board-day");
  release(elsewhere ? "" : said.dataset.left);
  if (elsewhere) document.dispatchEvent(new CustomEvent("cairn:move", { detail: { slip, day: day.dataset.day } }));
}

// The pointer. A finger scrolls; it has the form.
document.addEventListener("pointerdown", (event) => {
  const slip = event.target.closest?.(".slip[data-move]");
  if (!slip || event.button || event.pointerType === "touch") return;
  held = { slip, x: event.clientX, y: event.clientY, pointer: event.pointerId };
});

document.addEventListener("pointermove", (event) => {
  if (held?.pointer !== event.pointerId) return;
  const [x, y] = [event.clientX - held.x, event.clientY - held.y];
  if (!held.drawn && Math.hypot(x, y) < FAR) return;
  held.drawn = true;
  held.slip.classList.add("held", "drawn");
  held.slip.style.translate = `${x}px ${y}px`;
  aim(document.elementFromPoint(event.clientX, event.clientY)?.closest(".board-day[data-day]") ?? undefined);
});

document.addEventListener("pointerup", (event) => {
  if (held?.pointer !== event.pointerId) return;
  if (!held.drawn) return release();
  // The press that ends a drag is no click on the link below it.
  const swallow = (click) => click.preventDefault();
  document.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => document.removeEventListener("click", swallow, { capture: true }), 0);
  put();
});

document.addEventListener("pointercancel", () => release());
document.addEventListener("dragstart", (event) => event.target.closest?.(".slip[data-move]") && event.preventDefault());

// The keyboard: space picks up, arrows choose a day, Enter proposes, Escape leaves it.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && held) return release(said.dataset.left);
  const slip = event.target.closest?.(".slip[data-move]");
  if (!slip) return;
  if (event.key === " ") {
    event.preventDefault();
    if (held) return put();
    held = { slip };
    slip.classList.add("held");
    aim(slip.closest(".board-day"));
    said.textContent = said.dataset.held;
  } else if (held?.slip === slip && /^Arrow/.test(event.key)) {
    event.preventDefault();
    const all = days();
    const step = event.key === "ArrowRight" || event.key === "ArrowDown" ? 1 : -1;
    aim(all[Math.min(all.length - 1, Math.max(0, all.indexOf(held.aim) + step))]);
    said.textContent = held.aim.querySelector("h2").textContent.trim();
  } else if (held?.slip === slip && event.key === "Enter") {
    event.preventDefault();
    put();
  }
});

document.addEventListener("focusout", (event) => {
  if (held && !held.drawn && held.pointer === undefined && event.target === held.slip) release();
});
