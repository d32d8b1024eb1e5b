// The one live connection of a page. It knows no rooms and no people: every frame becomes a DOM event "cairn:<type>", and
// who wants to speak dispatches "cairn:send". Websocket first; where a proxy breaks it, the event stream; else plain forms.
const GOODBYE = 4401; // signed out, or no longer of this house
const path = document.body.dataset.live;
let [socket, stream, timer] = [];
let [tries, opened, over] = [0, false, false];
// Until the line is first open nobody tells the page anything: it then asks for the hints since it was drawn.
let drawn = (document.querySelector("[data-refetch]") && document.body.dataset.drawn) || undefined;

const say = (name, detail) => document.dispatchEvent(new CustomEvent(`cairn:${name}`, { detail }));
const open = () => socket?.readyState === WebSocket.OPEN;

function state(how) {
  document.documentElement.dataset.live = how;
  say("live", { on: how === "socket" || how === "stream", how });
}

/** What the page already has, by room, filled in by those who hold it. */
function held() {
  const rooms = {};
  say("ask", { rooms });
  return rooms;
}

function take({ data }) {
  const frame = JSON.parse(data);
  say(frame.type, frame);
}

function catchUp() {
  const rooms = held();
  if (drawn || Object.keys(rooms).length) socket.send(JSON.stringify({ type: "since", rooms, drawn }));
  drawn = undefined;
}

function again() {
  clearTimeout(timer);
  if (!over) timer = setTimeout(connect, Math.min(30000, 400 * 2 ** tries++) * (0.6 + Math.random() * 0.8));
}

function connect() {
  if (socket || stream || over) return;
  socket = new WebSocket(new URL(path, location.href.replace(/^http/, "ws")));
  Object.assign(socket, { onopen() { [tries, opened] = [0, true]; state("socket"); catchUp(); }, onmessage: take });
  socket.onclose = ({ code }) => {
    socket = undefined;
    over ||= code === GOODBYE;
    state(over ? "over" : "off");
    if (!opened && tries > 1) listen();
    else again();
  };
}

function listen() {
  const since = Object.entries(held()).map((pair) => pair.join(":")).join(",");
  stream = new EventSource(`${path}/events?since=${since}`);
  Object.assign(stream, { onopen: () => state("stream"), onmessage: take });
  stream.onerror = () => { stream.close(); stream = undefined; state("off"); again(); };
}

/** A line may be dead without knowing it: drop it and dial again at once. */
function restart() {
  if (!path) return;
  if (socket) { socket.onclose = null; socket.close(); socket = undefined; state("off"); }
  tries = 0;
  connect();
}

// dispatchEvent answers false when the frame went out.
document.addEventListener("cairn:send", (event) => { if (open()) { socket.send(JSON.stringify(event.detail)); event.preventDefault(); } });
document.addEventListener("cairn:doubt", restart);
document.addEventListener("visibilitychange", () => { if (!document.hidden) { if (open()) catchUp(); else restart(); } });
addEventListener("online", restart);
addEventListener("pagehide", () => { over = true; socket?.close(); stream?.close(); });
addEventListener("pageshow", (event) => { if (event.persisted) { over = false; restart(); } });
if (path) connect();
