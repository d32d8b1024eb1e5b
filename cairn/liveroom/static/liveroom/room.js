// The room: one conversation with the house about who is here, and the seat that sound and pictures travel through.
const room = (globalThis.cairnRoom ??= {});
const stage = document.getElementById("room");
const { session, worker: workerUrl, engineGone, waiting, noSealing } = stage?.dataset ?? {};
const pass = (url) => { if (url === workerUrl) return url; throw new TypeError("not ours"); };
const policy = globalThis.trustedTypes?.createPolicy("cairn-room", { createScriptURL: pass }) ?? { createScriptURL: pass };
const tap = document.getElementById("tap");
let [feed, kept, key, newest, place, timer, tries, over, turn] = ["", "", 0, 0, "", 0, 0, false, Promise.resolve()];
let sealing;

const show = (state) => { stage.dataset.state = state; };
room.tell = (said) => document.dispatchEvent(new CustomEvent("cairn:send", { cancelable: true, detail: { type: "room", session, feed, ...said } }));
room.needsTap = () => { tap.hidden = false; };

/** Say that this page is here: for its seat again, or for a new one. */
function here(pause = 0) {
  clearTimeout(timer); timer = setTimeout(() => !over && room.tell({ do: "here", kept }), pause);
}

function unseat() {
  room.transport?.stop();
  [room.transport, feed, kept] = [undefined, "", ""];
  room.tiles.clear();
}

function again() {
  if (feed) room.tell({ do: "leave" });
  unseat();
  here(Math.min(3000, 150 * 2 ** tries++));
}

/** We belong to another room now: this seat is left to the house, and one there is taken. */
const move = () => { unseat(); here(); };

/** Somebody came or went while we were on our way to a seat: the key we were given is no longer the one in use. */
const catchUp = () => newest > key && feed && room.tell({ do: "key" });
const takeKey = (given) => { key = given.number; sealing.postMessage(given); };

async function seated(frame) {
  show("in");
  [tries, room.me, place] = [0, frame.id, frame.place];
  room.places.tell(frame);
  if (frame.key.number >= key) takeKey(frame.key);
  room.tiles.people(frame.people);
  feed = frame.feed;
  catchUp();
  if (frame.again && room.transport) return;
  const Transport = room.transports[frame.engine];
  room.transport?.stop();
  const made = (room.transport = new Transport({
    tell: room.tell, worker: sealing, ice: frame.ice ?? {}, onStreams: (list) => room.tiles.streams(list), onFailed: again,
  }));
  await made.start();
  await room.controls.restore(frame);
}

const frames = {
  in: (frame) => { seated(frame).catch(() => room.transport && again()); },
  wait: () => { show("waiting"); room.say(waiting); },
  down: () => { show("down"); room.say(engineGone); here(1500); },
  out: ({ why }) => { over = true; room.transport?.stop(); room.controls.stop(); location.assign(stage.dataset[why] ?? stage.dataset.ended); },
  lost: () => { if (room.transport) again(); else here(500); },
  hangup: () => room.transport && again(),
  move,
  people: (frame) => {
    newest = Math.max(newest, frame.key);
    if (frame.place !== place) { place = frame.place; if (feed) move(); return; }
    room.places.tell(frame);
    room.tiles.people(frame.people);
    catchUp();
  },
  kept: ({ token }) => { kept = token; },
  key: (given) => given.number > key && takeKey(given),
  muted: ({ on }) => room.controls.muted(on),
};

function take({ detail }) {
  if (detail.session !== session || over) return;
  if (detail.is === "answer" || detail.is === "offer") turn = turn.then(() => room.transport?.take(detail)).catch(() => room.transport && again());
  else frames[detail.is]?.(detail);
}

function begin() {
  if (!("RTCRtpScriptTransform" in globalThis)) { show("unable"); room.say(noSealing); return; }
  sealing = new Worker(policy.createScriptURL(workerUrl));
  document.addEventListener("cairn:room", take);
  document.addEventListener("cairn:live", ({ detail }) => detail.how === "socket" && here());
  document.addEventListener("cairn:nudge", ({ detail }) => detail.topic === stage.dataset.topic && stage.dataset.state === "waiting" && here());
  if (document.documentElement.dataset.live === "socket") here();
  tap.addEventListener("click", () => { tap.hidden = true; room.tiles.playAll(); });
  // Before the line itself closes: others see at once that we left.
  addEventListener("pagehide", () => { if (!over) room.tell({ do: "leave" }); over = true; room.controls.stop(); }, { capture: true });
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}

/** What arrived, for whoever measures. */
room.heard = () => room.transport?.heard() ?? {};
room.key = () => key;
room.takeKey = takeKey;
if (stage) begin();
