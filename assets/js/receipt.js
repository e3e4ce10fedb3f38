// Checks a signed receipt in the browser: the same rules as motcua/core/receipts.py. Nothing leaves this page: it reads
// a file, pasted text or the fragment of its own address, and asks no server anything.
import { verifyAsync } from "./vendor/ed25519-3.2.0.js";

const FIELDS = ["version", "system", "dossier", "number", "kind", "seq", "head", "recorded_at", "signed_at", "key"];
const DATE = { day: "2-digit", month: "2-digit", year: "numeric" };
const TIME = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
const SIGNED = "motcua receipt 1\0";
const LINK = "motcua dossier event 2\0";
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const HASH = /^[0-9a-f]{64}$/;

class Unreadable extends Error {}

function must(isFine) {
  if (!isFine) throw new Unreadable();
}

const utf8 = (text) => new TextEncoder().encode(text);
const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

function unb64(text) {
  must(/^[A-Za-z0-9_-]*$/.test(text));
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
}

async function sha256(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", all));
}

// RFC 8785 of the fields: keys sorted, no spaces.
function canonical(receipt) {
  const parts = [...FIELDS].sort().map((name) => `${JSON.stringify(name)}:${JSON.stringify(receipt[name])}`);
  return utf8(`${SIGNED}{${parts.join(",")}}`);
}

function wellFormed(receipt) {
  must(receipt && typeof receipt === "object" && receipt.version === 1);
  for (const name of FIELDS.filter((one) => one !== "version" && one !== "seq")) must(typeof receipt[name] === "string");
  must(Number.isSafeInteger(receipt.seq) && receipt.seq > 0 && typeof receipt.signature === "string");
  must(UUID.test(receipt.dossier) && HASH.test(receipt.head));
  must(INSTANT.test(receipt.recorded_at) && INSTANT.test(receipt.signed_at));
  return receipt;
}

async function signatureHolds(key, signature, message) {
  try {
    const known = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
    return await crypto.subtle.verify({ name: "Ed25519" }, known, signature, message);
  } catch {
    // A browser without Ed25519.
  }
  try {
    return await verifyAsync(signature, message, key, { zip215: false });
  } catch {
    return false;
  }
}

async function signatureOf(receipt, keys) {
  const key = keys.get(receipt.key);
  if (!key) return "key_unknown";
  if (!(await signatureHolds(unb64(key.public_key), unb64(receipt.signature), canonical(receipt)))) return "bad";
  // Instants of one form compare as text.
  const at = receipt.signed_at;
  if (at < key.valid_from) return "key_not_yet";
  if (key.revoked_at) return at >= key.revoked_at ? "key_revoked" : "key_revoked_later";
  return key.valid_to && at >= key.valid_to ? "key_retired" : "good";
}

async function holds(receipt, proof) {
  must(Array.isArray(proof.links) && Array.isArray(proof.path) && proof.leaf && proof.day);
  let head = unhex(receipt.head);
  for (const content of proof.links) {
    must(HASH.test(content));
    head = await sha256(utf8(LINK), head, unhex(content));
  }
  if (proof.leaf.seq !== receipt.seq + proof.links.length || proof.leaf.head !== hex(head)) return false;
  const seq = new DataView(new ArrayBuffer(8));
  seq.setBigUint64(0, BigInt(proof.leaf.seq));
  const leaf = [Uint8Array.of(0), unhex(receipt.dossier.replaceAll("-", "")), new Uint8Array(seq.buffer), head];
  let at = await sha256(...leaf);
  for (const [side, neighbour] of proof.path) {
    if (!HASH.test(neighbour) || !["left", "right"].includes(side)) return false;
    const other = unhex(neighbour);
    at = side === "left" ? await sha256(Uint8Array.of(1), other, at) : await sha256(Uint8Array.of(1), at, other);
  }
  return hex(at) === proof.day.root;
}

async function inclusionOf(receipt, proof, roots) {
  if (!proof) return ["not_yet", ""];
  if (!(await holds(receipt, proof))) return ["not_included", String(proof.day.day)];
  const published = roots.get(proof.day.number);
  if (!published) return ["root_unknown", String(proof.day.day)];
  if (published.root !== proof.day.root || published.day !== proof.day.day) return ["contradicted", published.day];
  return ["included", published.day];
}

// The legal day (UTC+7) of an instant.
const legalDay = (instant) => new Date(Date.parse(instant) + 7 * 3600e3).toISOString().slice(0, 10);

async function check(file, anchors) {
  const receipt = wellFormed(file.receipt);
  let signature = await signatureOf(receipt, anchors.keys);
  const [inclusion, day] = await inclusionOf(receipt, file.proof, anchors.roots);
  const revoked = anchors.keys.get(receipt.key)?.revoked_at;
  if (signature === "key_revoked_later" && inclusion === "included" && day < legalDay(revoked)) signature = "good";
  return { signature, inclusion, day };
}

function instantOf(micros) {
  must(/^\d{1,17}$/.test(micros));
  const whole = new Date(Number(BigInt(micros) / 1000000n) * 1000).toISOString().slice(0, 19);
  return `${whole}.${String(BigInt(micros) % 1000000n).padStart(6, "0")}Z`;
}

function expand(text) {
  const parts = text.slice(text.lastIndexOf("#") + 1).split("~");
  must(parts.length === FIELDS.length + 1);
  const [version, system, dossier, number, kind, seq, head, recorded, signed, key, signature] = parts;
  must(/^[0-9a-f]{32}$/.test(dossier));
  return {
    version: Number(version),
    system: decodeURIComponent(system),
    dossier: dossier.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"),
    number: decodeURIComponent(number),
    kind: decodeURIComponent(kind),
    seq: Number(seq),
    head: hex(unb64(head)),
    recorded_at: instantOf(recorded),
    signed_at: instantOf(signed),
    key: decodeURIComponent(key),
    signature,
  };
}

// A receipt (JSON or the text of its QR code), or null when the text was a list of keys or roots, now added.
function taken(text, anchors) {
  const trimmed = text.trim();
  if (!trimmed.startsWith("{")) return { receipt: expand(trimmed) };
  const lines = trimmed.includes('"motcua-roots-') ? trimmed.split("\n") : [trimmed];
  let found = null;
  for (const line of lines.filter((one) => one.trim())) {
    const data = JSON.parse(line);
    if ("receipt" in data || "signature" in data) found = "receipt" in data ? data : { receipt: data };
    else must(trust(data, anchors));
  }
  return found;
}

// Adds keys and roots; whether the text could be a line of such a file.
function trust(data, anchors) {
  for (const key of data.keys ?? []) anchors.keys.set(key.id, key);
  for (const day of data.days ?? (data.root ? [data] : [])) anchors.roots.set(day.number, day);
  return ["keys", "days", "root", "leaves"].some((name) => name in data);
}

function show(page, file, verdict) {
  page.dataset.mcSignature = verdict.signature;
  page.dataset.mcInclusion = verdict.inclusion;
  for (const line of page.querySelectorAll("[data-mc-verdict]")) {
    line.hidden = ![verdict.signature, verdict.inclusion].includes(line.dataset.mcVerdict);
  }
  for (const place of page.querySelectorAll("[data-mc-field]")) {
    const value = file?.receipt?.[place.dataset.mcField];
    place.textContent = value === undefined ? "" : String(value);
  }
  const at = file ? new Date(file.receipt.recorded_at) : null;
  page.querySelector("[data-mc-at]").textContent = at
    ? at.toLocaleString(document.documentElement.lang, { ...DATE, ...TIME, timeZone: "Asia/Ho_Chi_Minh" })
    : "";
  const day = verdict.day ? new Date(`${verdict.day}T00:00:00Z`) : null;
  for (const place of page.querySelectorAll("[data-mc-day]")) {
    place.textContent = day ? day.toLocaleDateString(document.documentElement.lang, { ...DATE, timeZone: "UTC" }) : "";
  }
  page.querySelector("[data-mc-facts]").hidden = !file;
  page.querySelector("[data-mc-result]").hidden = false;
}

function start(page) {
  const anchors = { keys: new Map(), roots: new Map() };
  trust(JSON.parse(document.getElementById("mc-published").textContent), anchors);
  let file = null;

  async function judge(text) {
    try {
      file = taken(text, anchors) ?? file;
      if (file) show(page, file, await check(file, anchors));
      else page.querySelector("[data-mc-added]").hidden = false;
    } catch (error) {
      if (!crypto.subtle) return show(page, null, { signature: "not_secure", inclusion: "", day: "" });
      file = null;
      show(page, null, { signature: "unreadable", inclusion: "", day: "" });
      if (!(error instanceof Unreadable || error instanceof SyntaxError)) console.warn(error.name);
    }
  }

  async function judgeFiles(files) {
    for (const one of files) await judge(await one.text());
  }

  const chosen = page.querySelector("input[type=file]");
  chosen.addEventListener("change", () => judgeFiles(chosen.files));
  page.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    judge(page.querySelector("textarea").value);
  });
  page.addEventListener("dragover", (event) => event.preventDefault());
  page.addEventListener("drop", (event) => {
    event.preventDefault();
    judgeFiles(event.dataTransfer.files);
  });
  const scanned = () => {
    if (location.hash.includes("~")) judge(location.hash);
  };
  addEventListener("hashchange", scanned);
  scanned();
}

for (const page of document.querySelectorAll("[data-mc-receipt]")) start(page);
