// How long the step of the plan still has, in whole minutes: nobody needs to see seconds run.
function tick() {
  for (const one of document.querySelectorAll("[data-timer]")) {
    const left = Math.ceil(Number(one.dataset.minutes) - (Date.now() - Date.parse(one.dataset.began)) / 60000);
    const words = left > 0 ? one.dataset.left.replace("%n", left) : one.dataset.over;
    if (one.textContent !== words) one.textContent = words;
  }
}

setInterval(tick, 5000);
document.addEventListener("htmx:after:swap", tick);
tick();
