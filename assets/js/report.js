// The citizens' form for petitions: measures files before they are sent, works for the proof, keeps a report on the
// device while there is no network and sends it later, once. Every page works the same without it.

// ---- SHA-256 (FIPS 180-4): of our own because the browser's is missing outside https and slow for many short texts
const K = new Uint32Array(64);
const H0 = new Uint32Array(8);
(function constants() {
  let found = 0;
  for (let n = 2; found < 64; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    if (!prime) continue;
    const part = (x) => ((x - Math.floor(x)) * 4294967296) | 0;
    if (found < 8) H0[found] = part(Math.sqrt(n));
    K[found++] = part(Math.cbrt(n));
  }
})();

function zeroBits(text) {
  const bytes = new TextEncoder().encode(text);
  const length = ((bytes.length + 8) >> 6 << 4) + 16;
  const words = new Uint32Array(length);
  bytes.forEach((byte, i) => (words[i >> 2] |= byte << (24 - (i & 3) * 8)));
  words[bytes.length >> 2] |= 0x80 << (24 - (bytes.length & 3) * 8);
  words[length - 1] = bytes.length * 8;
  const hash = H0.slice();
  const w = new Uint32Array(64);
  const turn = (x, n) => (x >>> n) | (x << (32 - n));
  for (let at = 0; at < length; at += 16) {
    for (let i = 0; i < 64; i++) {
      if (i < 16) {
        w[i] = words[at + i];
        continue;
      }
      const a = w[i - 15];
      const b = w[i - 2];
      w[i] = w[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + w[i - 7] + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
    }
    let [a, b, c, d, e, f, g, h] = hash;
    for (let i = 0; i < 64; i++) {
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + one) | 0;
      d = c;
      c = b;
      b = a;
      a = (one + two) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => (hash[i] += value));
  }
  return Math.clz32(hash[0]);
}

const rest = () => new Promise((done) => setTimeout(done));

async function solve(challenge, bits) {
  for (let n = 0; ; n++) {
    if (zeroBits(`${challenge}:${n}`) >= bits) return String(n);
    if (n % 2000 === 1999) await rest();
  }
}

// ---- files: too large is said before anything is sent
function fault(box) {
  const told = box.querySelector("[data-mc-file-fault]");
  const limits = box.dataset;
  let words = "";
  for (const input of box.querySelectorAll("input[type=file]")) {
    for (const file of input.files) {
      const sort = file.type.startsWith("video/") ? "videoBytes" : file.type.startsWith("audio/") ? "voiceBytes" : "photoBytes";
      const most = Number(limits[sort]);
      if (file.size <= most) continue;
      const mb = (bytes) => (bytes / 1e6).toFixed(bytes % 1e6 ? 1 : 0).replace(".", ",");
      words = limits.tooLarge.replace("%{name}", file.name).replace("%{mb}", mb(file.size)).replace("%{limit}", mb(most));
      input.value = "";
    }
  }
  told.hidden = !words;
  told.textContent = words;
  return words;
}

for (const box of document.querySelectorAll("[data-mc-files]")) box.addEventListener("change", () => fault(box));

// ---- the last page: the device works so that nobody has to answer the question
const proof = document.querySelector("[data-mc-proof]");
if (proof) {
  const question = proof.querySelector("[data-mc-question]");
  const working = proof.querySelector("[data-mc-working]");
  question.hidden = true;
  const solved = solve(proof.dataset.mcChallenge, Number(proof.dataset.mcBits));
  proof.addEventListener("submit", (event) => {
    if (proof.elements.proof.value) return;
    event.preventDefault();
    working.hidden = false;
    solved.then((number) => {
      proof.elements.proof.value = number;
      proof.submit();
    });
  });
  solved.then((number) => (proof.elements.proof.value ||= number));
  if (document.querySelector("#f-sum-error")) question.hidden = false;
}

// ---- what is typed stays on the device until it was sent
const typed = document.querySelector("form[data-mc-report] textarea");
if (typed) {
  const name = `motcua-report:${location.pathname}`;
  if (!typed.value) typed.value = sessionStorage.getItem(name) || "";
  typed.addEventListener("input", () => sessionStorage.setItem(name, typed.value));
}

// ---- everything on one page: kept on the device, sent when there is a network, once by its key
const quick = document.querySelector("[data-mc-quick]");

function shelf() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open("motcua-reports", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("reports", { keyPath: "key" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

async function onShelf(mode, act) {
  const store = (await shelf()).transaction("reports", mode).objectStore("reports");
  return new Promise((done, failed) => {
    const asked = act(store);
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

async function deliver(report, addresses) {
  const asked = await fetch(`${addresses.challenge}?khoa=${report.key}`, { headers: { Accept: "application/json" } });
  if (!asked.ok) throw new Error("challenge");
  const { token, challenge, bits } = await asked.json();
  const body = new FormData();
  for (const [name, value] of report.fields) body.append(name, value);
  body.set("csrfmiddlewaretoken", token);
  body.set("challenge", challenge);
  body.set("proof", await solve(challenge, bits));
  const answer = await fetch(addresses.send, { method: "POST", body, headers: { Accept: "application/json" } });
  const told = await answer.json();
  if (answer.status >= 500) throw new Error("away");
  return { ok: answer.ok, ...told };
}

if (quick) {
  const waiting = document.querySelector("[data-mc-waiting]");
  const words = waiting.querySelector("[data-mc-waiting-words]");
  const told = quick.querySelector("[data-mc-fault]");
  const working = quick.querySelector("[data-mc-working]");
  const addresses = { challenge: quick.dataset.mcChallengeAddress, send: location.pathname };

  const link = (text, address) => {
    const made = document.createElement("a");
    made.className = "govuk-link";
    made.href = address;
    made.textContent = text;
    words.append(" ", made);
  };

  const show = async () => {
    const kept = await onShelf("readonly", (store) => store.getAll());
    if (kept.length) words.textContent = words.dataset.words.replace("%{n}", kept.length);
    waiting.hidden = !kept.length;
    return kept;
  };

  // What was sent is gone from the page, and the next report has a key of its own.
  const anew = () => {
    quick.reset();
    told.hidden = true;
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    quick.elements.key.value = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };

  const sendKept = async () => {
    if (!navigator.onLine) return;
    for (const report of await show()) {
      try {
        const answer = await deliver(report, addresses);
        if (!answer.ok && !answer.address) continue;
        await onShelf("readwrite", (store) => store.delete(report.key));
        words.textContent = answer.ok ? words.dataset.sent : "";
        link(answer.ok ? answer.receipt : words.dataset.open, answer.address);
        waiting.hidden = false;
        if (report.key === quick.elements.key.value) anew();
      } catch {
        return;
      }
    }
  };

  quick.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (fault(quick.querySelector("[data-mc-files]"))) return;
    working.hidden = false;
    told.hidden = true;
    const fields = [...new FormData(quick)].filter(([, value]) => !(value instanceof File) || value.size);
    const report = { key: quick.elements.key.value, fields };
    try {
      await onShelf("readwrite", (store) => store.put(report));
      const answer = await deliver(report, addresses);
      if (answer.address) {
        await onShelf("readwrite", (store) => store.delete(report.key));
        location.assign(answer.address);
        return;
      }
      told.textContent = answer.words || quick.dataset.mcFailed;
    } catch {
      told.textContent = navigator.onLine ? quick.dataset.mcFailed : quick.dataset.mcKept;
    }
    told.hidden = false;
    working.hidden = true;
    quick.querySelectorAll("button[type=submit]").forEach((button) => (button.disabled = false));
  });
  waiting.querySelector("[data-mc-send-now]").addEventListener("click", sendKept);
  window.addEventListener("online", sendKept);
  sendKept();
}
