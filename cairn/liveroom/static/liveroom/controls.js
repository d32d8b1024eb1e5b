// The bar under the pictures. What the house remembers of us (microphone, camera, hand) is told; what it remembers is done
// again after a lost line.
const room = (globalThis.cairnRoom ??= {});
const bar = document.getElementById("bar");
const said = bar?.dataset ?? {};
const button = (name) => stage.querySelector(`[data-do="${name}"]`);
const stage = document.getElementById("room");
const on = (name) => button(name).ariaPressed === "true";
const say = (words) => { document.getElementById("say").textContent = words; };
const own = (room.own = { audio: null, video: null, screen: null });
room.say = say;

function press(name, is) {
  button(name).ariaPressed = String(is);
  button(name).querySelector(".words").textContent = button(name).dataset[is ? "on" : "off"];
}

async function use(kind, make) {
  room.devices.stop(own[kind]);
  own[kind] = null;
  try {
    own[kind] = make ? await make() : null;
  } catch {
    say(said[kind === "audio" ? "noMicrophone" : "noCamera"]);
  }
  await room.transport?.send(kind, own[kind]);
  room.tiles.draw();
  return Boolean(own[kind]);
}

async function microphone(wanted) {
  const is = await use("audio", wanted && room.devices.microphone);
  press("microphone", is);
  room.tell({ do: "set", microphone: is });
}

async function camera(wanted) {
  const is = await use("video", wanted && (() => room.devices.camera(on("blur"))));
  press("camera", is);
  room.tell({ do: "set", camera: is });
}

async function screen(wanted) {
  room.devices.stop(own.screen);
  own.screen = null;
  try {
    if (wanted) own.screen = await room.devices.screen();
  } catch {
    wanted = false; // the person thought better of it
  }
  if (own.screen) own.screen.onended = () => screen(false);
  await room.transport?.share(own.screen);
  press("screen", Boolean(own.screen));
}

const presses = {
  microphone, camera, screen,
  async blur(wanted) { press("blur", wanted); if (on("camera")) await camera(true); },
  async self(wanted) { press("self", wanted); room.selfView = wanted; room.tiles.draw(); },
  async sound(wanted) { press("sound", wanted); room.quality.soundOnly(wanted); },
  async hand(wanted) { press("hand", wanted); room.tell({ do: "set", hand: wanted }); },
  async listening(wanted) { press("listening", wanted); room.tell({ do: "set", listening: wanted }); },
};

room.controls = {
  /** After a new seat: send again what was on, as the house remembers it. */
  async restore(mine) {
    const wants = mine.muted ? false : mine.microphone || Boolean(own.audio);
    if (own.audio && wants) await room.transport.send("audio", own.audio);
    else if (own.audio || wants) await microphone(wants);
    if (own.video) await room.transport.send("video", own.video);
    else if (mine.camera) await camera(true);
    if (own.screen) await room.transport.share(own.screen);
    press("hand", false);
  },
  async muted(is) {
    button("microphone").disabled = is;
    if (is && own.audio) { await use("audio", null); press("microphone", false); }
    say(is ? said.muted : said.unmuted);
  },
  stop() { for (const kind of Object.keys(own)) { room.devices.stop(own[kind]); own[kind] = null; } },
};

if (bar && sessionStorage.getItem("cairn-sound-only") === "yes") press("sound", true);
stage?.addEventListener("click", ({ target }) => {
  const name = target.closest("button[data-do]")?.dataset.do;
  const sign = target.closest("[data-react]")?.dataset.react;
  if (presses[name]) presses[name](!on(name));
  if (sign) { room.tell({ do: "react", what: sign }); room.sheets.shut(); }
});
