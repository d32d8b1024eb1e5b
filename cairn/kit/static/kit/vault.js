// What a phone keeps for one person, sealed. The key is made here, can never be read out of the browser, and lives in the
// same database as what it seals: deleting the database when somebody signs out leaves nothing that could be opened.
const settled = (asked) => new Promise((done, refused) => { asked.onsuccess = () => done(asked.result); asked.onerror = () => refused(asked.error); });
const AES = { name: "AES-GCM", length: 256 };

async function database(name) {
  const asked = indexedDB.open(name, 1);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore("key");
    asked.result.createObjectStore("things");
    asked.result.createObjectStore("waiting", { autoIncrement: true });
  };
  const found = await settled(asked);
  found.onversionchange = () => found.close();
  return found;
}

async function keyOf(rows) {
  const store = (mode) => rows.transaction("key", mode).objectStore("key");
  const fresh = await crypto.subtle.generateKey(AES, false, ["encrypt", "decrypt"]);
  const known = await settled(store("readonly").get("key"));
  if (known) return known;
  await settled(store("readwrite").add(fresh, "key")).catch(() => {}); // another tab may have been first
  return settled(store("readonly").get("key"));
}

/** The vault of that name: put, get, add, list and drop; everything inside is sealed. */
export async function open(name) {
  const rows = await database(name);
  const key = await keyOf(rows);
  const bound = (place) => new TextEncoder().encode(`${name} ${place}`);
  const store = (place, mode) => rows.transaction(place, mode).objectStore(place);

  async function seal(place, value) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(value));
    return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bound(place) }, key, plain) };
  }

  async function unseal(place, { iv, sealed }) {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: bound(place) }, key, sealed);
    return JSON.parse(new TextDecoder().decode(plain));
  }

  return {
    async put(id, value) { const kept = await seal(`things ${id}`, value); return settled(store("things", "readwrite").put(kept, id)); },
    async get(id) { const kept = await settled(store("things", "readonly").get(id)); return kept && unseal(`things ${id}`, kept); },
    async gone(id) { return settled(store("things", "readwrite").delete(id)); },
    async add(value) { const kept = await seal("waiting", value); return settled(store("waiting", "readwrite").add(kept)); },
    async change(number, value) { const kept = await seal("waiting", value); return settled(store("waiting", "readwrite").put(kept, number)); },
    async drop(number) { return settled(store("waiting", "readwrite").delete(number)); },
    async list() {
      const from = store("waiting", "readonly");
      const [numbers, kept] = await Promise.all([settled(from.getAllKeys()), settled(from.getAll())]);
      return Promise.all(kept.map(async (one, place) => ({ number: numbers[place], ...(await unseal("waiting", one)) })));
    },
    close() { rows.close(); },
  };
}
