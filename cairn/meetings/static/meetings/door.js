// The picture at the door changes by itself; whoever is typing a code is left alone. After a welcome the page clears.
const door = document.getElementById("door");
const picture = document.getElementById("picture");

async function renew() {
  try {
    const answer = await fetch(door.dataset.picture, { credentials: "same-origin" });
    if (!answer.ok) return location.reload();
    const drawn = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("svg");
    if (drawn) picture.replaceChildren(drawn);
  } catch {
    // No line just now: the picture of before stands for three minutes, and the next try comes.
  }
}

setInterval(renew, 30_000);
if (door.querySelector("[role=status]")) setTimeout(() => location.assign(location.pathname), 12_000);
