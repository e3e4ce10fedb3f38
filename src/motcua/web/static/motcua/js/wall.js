// The screen on the wall: turns its pages without loading anew, goes on after the network was away, and turns grey by
// itself when the figures are old. Without script the page turns by its own refresh.
const MINUTE = 60_000;

function say() {
  const line = document.querySelector("[data-mc-asof]");
  if (!line) return;
  const old = Date.now() - Date.parse(line.dataset.mcAsof) > Number(line.dataset.mcStale) * MINUTE;
  line.classList.toggle("is-stale", old);
  document.querySelector(".mc-wall, .mc-command")?.classList.toggle("is-stale", old);
}

async function turn() {
  const wall = document.querySelector("[data-mc-wall]");
  if (!wall || document.hidden) return;
  try {
    const answer = await fetch(wall.dataset.mcNext, { redirect: "error" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.querySelector(".mc-wall");
    if (!next) return;
    history.replaceState(null, "", answer.url);
    document.title = page.title;
    wall.replaceWith(next);
  } catch {
    // The network is away: what stands there stays, and grows grey.
  } finally {
    say();
  }
}

const seconds = Number(document.querySelector("[data-mc-wall]")?.dataset.mcWall);
if (seconds) setInterval(turn, seconds * 1000);
setInterval(say, MINUTE / 4);
say();
