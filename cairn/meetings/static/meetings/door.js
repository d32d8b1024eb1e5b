// The picture at the door changes by itself; whoever is typing a code is left alone. After a welcome the page clears.
const door = document.getElementById("door");
const picture = document.getElementById("picture");

// A page as a document. The parser of a request is no sink of Trusted Types, as DOMParser is.
const asked = (address) => new Promise((resolve, reject) => {
  const request = new XMLHttpRequest();
  request.open("GET", address);
  request.responseType = "document";
  request.onload = () => (request.status === 200 && request.response ? resolve(request.response) : reject(new Error(String(request.status))));
  request.onerror = () => reject(new Error("no line"));
  request.send();
});

async function renew() {
  try {
    const drawn = (await asked(door.dataset.picture)).querySelector("svg");
    if (drawn) picture.replaceChildren(document.adoptNode(drawn));
  } catch (failed) {
    if (/^\d+$/.test(failed.message)) return location.reload(); // the tablet is no door any more: let the house say so
    // No line just now: the picture of before stands for three minutes, and the next try comes.
  }
}

setInterval(renew, 30_000);
if (door.querySelector("[role=status]")) setTimeout(() => location.assign(location.pathname), 12_000);
