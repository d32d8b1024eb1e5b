// Passkeys: the browser makes or shows one, the form carries it. Forms that need this stay hidden without it.
// Whatever else has data-needs-passkey is shown only where a browser can.
//   <form data-passkey="create" data-options="{…}">  or  <form data-passkey="get" data-options-from="address">
const can = "PublicKeyCredential" in globalThis && isSecureContext;

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

/** What the server sent, with bytes where the browser wants bytes. */
function read({ publicKey }) {
  const listed = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));
  return {
    ...publicKey,
    challenge: bytes(publicKey.challenge),
    ...(publicKey.user && { user: { ...publicKey.user, id: bytes(publicKey.user.id) } }),
    ...(publicKey.excludeCredentials && { excludeCredentials: listed(publicKey.excludeCredentials) }),
    ...(publicKey.allowCredentials && { allowCredentials: listed(publicKey.allowCredentials) }),
  };
}

/** What the browser made, as the server reads it. */
function write(made) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (made.response[name]) response[name] = text(made.response[name]);
  }
  if (made.response.getTransports) response.transports = made.response.getTransports();
  const { id, type, authenticatorAttachment } = made;
  return { id, rawId: text(made.rawId), type, authenticatorAttachment, response, clientExtensionResults: made.getClientExtensionResults() };
}

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const answer = await fetch(form.dataset.optionsFrom, { headers: { Accept: "application/json" }, credentials: "same-origin" });
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

async function show(event) {
  const form = event.target;
  if (form.elements.credential.value) return;
  event.preventDefault();
  const trouble = form.querySelector("[data-trouble]");
  trouble.hidden = true;
  try {
    const publicKey = read(await optionsOf(form));
    const made = await navigator.credentials[form.dataset.passkey]({ publicKey });
    for (const field of form.querySelectorAll("[data-as]")) field.value = document.getElementById(field.dataset.as)?.checked ? "on" : "";
    form.elements.credential.value = JSON.stringify(write(made));
    form.submit();
  } catch {
    trouble.hidden = false; // not there, not wanted, or too slow: the person chooses what to do
  }
}

if (can) {
  for (const part of document.querySelectorAll("[data-needs-passkey]")) part.hidden = false;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", show);
  }
  document.querySelector("[data-no-passkey]")?.setAttribute("hidden", "");
}
