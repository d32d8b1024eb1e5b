// Seals every frame of sound and picture before it leaves, and opens what comes in, in a worker of its own. A few bytes stay
// in the clear, so that the media server still finds where a picture begins; what they say is bound to the rest.
// A sealed frame: clear head, ciphertext, 12 bytes of nonce, 1 byte naming the key.
const HEAD = { key: 10, delta: 3 };
const KEPT = 4; // keys: what is on its way may be sealed with the one before
const keys = new Map();
const counted = { sealed: 0, opened: 0, failed: 0 };
let current;

async function take({ number, key }) {
  const raw = Uint8Array.from(atob(key), (letter) => letter.charCodeAt(0));
  keys.set(number & 255, await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]));
  if (keys.size > KEPT) keys.delete(keys.keys().next().value);
  // Others get the new key in the same moment; the first one of all goes into use at once.
  const use = () => { current = number & 255; };
  if (current === undefined) use();
  else setTimeout(use, 700);
}

const headOf = (frame) => (frame.type ? HEAD[frame.type] ?? HEAD.delta : 1);

function sealer() {
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const counter = new DataView(nonce.buffer, 8);
  counter.setUint32(0, 0);
  return async (frame, out) => {
    const key = keys.get(current);
    if (!key) return; // nothing leaves unsealed
    const [named, data] = [current, new Uint8Array(frame.data)];
    const head = data.subarray(0, Math.min(headOf(frame), data.length));
    counter.setUint32(0, counter.getUint32(0) + 1);
    const iv = nonce.slice();
    const body = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: head }, key, data.subarray(head.length));
    const sealed = new Uint8Array(head.length + body.byteLength + 13);
    sealed.set(head);
    sealed.set(new Uint8Array(body), head.length);
    sealed.set(iv, sealed.length - 13);
    sealed[sealed.length - 1] = named;
    frame.data = sealed.buffer;
    counted.sealed += 1;
    out.enqueue(frame);
  };
}

async function open(frame, out) {
  const data = new Uint8Array(frame.data);
  const [head, end] = [data.subarray(0, headOf(frame)), data.length - 13];
  const key = keys.get(data[data.length - 1]);
  if (!key || end < head.length + 16) return;
  try {
    const body = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv: data.subarray(end, end + 12), additionalData: head }, key, data.subarray(head.length, end),
    );
    const clear = new Uint8Array(head.length + body.byteLength);
    clear.set(head);
    clear.set(new Uint8Array(body), head.length);
    frame.data = clear.buffer;
    counted.opened += 1;
    out.enqueue(frame);
  } catch {
    counted.failed += 1; // another key, or touched on its way: nobody sees it
  }
}

addEventListener("rtctransform", ({ transformer }) => {
  const transform = transformer.options.side === "seal" ? sealer() : open;
  transformer.readable.pipeThrough(new TransformStream({ transform })).pipeTo(transformer.writable).catch(() => {});
});
addEventListener("message", ({ data }) => (data.key ? take(data) : postMessage({ ...counted })));
