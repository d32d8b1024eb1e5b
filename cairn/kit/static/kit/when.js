// Every <time data-when> in the person's own zone and language. The server's words stand where this cannot run.
const zone = document.body.dataset.zone;
const language = document.documentElement.lang || "en";
const shapes = {
  time: { timeStyle: "short" },
  day: { weekday: "long", month: "long", day: "numeric" },
  short: { dateStyle: "medium" },
  full: { weekday: "short", month: "short", day: "numeric", hour: "numeric", minute: "2-digit" },
};
const formats = Object.fromEntries(
  Object.entries(shapes).map(([name, shape]) => [name, new Intl.DateTimeFormat(language, { ...shape, timeZone: zone })]),
);

function say(time) {
  const moment = new Date(time.dateTime);
  if (!time.dateTime.includes("T") || Number.isNaN(moment.valueOf())) return;
  time.textContent = (formats[time.dataset.when] ?? formats.time).format(moment);
  time.title ||= formats.full.format(moment);
}

function sayAll(root) {
  if (root.matches?.("time[data-when]")) say(root);
  root.querySelectorAll?.("time[data-when]").forEach(say);
}

if (zone) {
  sayAll(document);
  new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach(sayAll))).observe(document.body, {
    childList: true,
    subtree: true,
  });
}
