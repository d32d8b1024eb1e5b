// What waits for the network: in order, one at a time, each under the name its writer gave it, so that a second try changes
// nothing. It goes out only while the house says that the one who wrote it is the one who is signed in.
const dispatch = (name, detail) => document.dispatchEvent(new CustomEvent(`cairn:${name}`, { detail, cancelable: true }));
const LATER = 6000;

export async function begin(vault, house) {
  let timer;

  async function count() {
    const waits = (await vault.list()).length;
    localStorage.setItem(house.counted, waits);
    house.tabs?.postMessage("waits");
    dispatch("waits");
    return waits;
  }

  async function add({ kind, client_id, fields }) {
    await vault.add({ kind, client_id, fields, written: Date.now(), why: "" });
    await count();
  }

  /** Who is signed in now, and what a post needs; nothing where it is not the one who wrote. */
  async function ask() {
    const answer = await fetch(house.outbox, { headers: { Accept: "application/json" }, credentials: "same-origin", redirect: "error" });
    const said = answer.ok ? await answer.json() : {};
    return said.person === house.me ? said : null;
  }

  function told(one, why) {
    const room = one.fields.find(([name]) => name === "room")?.[1];
    dispatch(why ? "refused" : "kept", { client_id: one.client_id, room, why });
  }

  /** Whether to go on with the next. */
  async function ship(one, { token, person }) {
    const body = JSON.stringify({ person, kind: one.kind, client_id: one.client_id, fields: one.fields, age: Date.now() - one.written });
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
    const answer = await fetch(house.outbox, { method: "POST", body, headers, credentials: "same-origin", redirect: "error" });
    if (answer.status === 200) await vault.drop(one.number);
    else if (answer.status === 422) await vault.change(one.number, { ...one, why: (await answer.json()).why });
    else return false;
    told(one, answer.status === 200 ? "" : (await vault.list()).find((row) => row.number === one.number)?.why);
    return true;
  }

  async function out() {
    const asked = (await vault.list()).filter((one) => !one.why);
    const who = asked.length ? await ask() : null;
    if (!who) return;
    for (const one of asked) {
      if (await ship(one, who)) continue;
      timer = setTimeout(flush, LATER); // the house asked for patience
      break;
    }
    const left = await count();
    if (left > asked.length || (await vault.list()).some((one) => !one.why)) timer ??= setTimeout(flush, LATER);
  }

  /** Send everything that waits. One tab at a time does it. */
  async function flush() {
    clearTimeout(timer);
    timer = undefined;
    const alone = (work) => (navigator.locks ? navigator.locks.request(`${house.counted}`, { ifAvailable: true }, (lock) => lock && work()) : work());
    await alone(out).catch(() => {});
  }

  async function refresh() {
    const answer = await fetch(house.mine, { headers: { Accept: "application/json" }, credentials: "same-origin", redirect: "error" });
    const said = answer.ok ? await answer.json() : {};
    if (said.person === house.me) await vault.put("mine", said);
    await count();
  }

  return {
    add, flush, refresh, count,
    list: vault.list,
    mine: () => vault.get("mine"),
    draft: (place, words) => (words === undefined ? vault.get(`draft ${place}`) : words ? vault.put(`draft ${place}`, words) : vault.gone(`draft ${place}`)),
    drop: async (number) => { await vault.drop(number); await count(); },
    close: vault.close,
  };
}
