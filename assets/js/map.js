// Maps. The library is loaded when somebody asks for a map; until then, and where it cannot draw (no WebGL), the plain
// map that the server wrote into the page stays.
const LIBRARY = "./vendor/maplibre-gl-6.17.0.js";
const WORKER = "./vendor/maplibre-gl-worker-6.17.0.js";
const FACE = ["Be Vietnam Pro", "Noto Sans", "sans-serif"];
const COLOURS = { paper: "#faf7f3", sea: "#e9edf1", line: "#b3a99f", ink: "#1d1b1a", son: "#9b1c1f", halo: "#ffffff" };

let library;
function load() {
  library ??= import(LIBRARY).then((loaded) => {
    const maplibre = loaded.default?.Map ? loaded.default : loaded;
    maplibre.setWorkerUrl(new URL(WORKER, import.meta.url).href);
    return maplibre;
  });
  return library;
}

function style(box) {
  const here = location.origin;
  const sources = { units: { type: "vector", tiles: [here + box.dataset.mcUnits], maxzoom: 12 } };
  const layers = [{ id: "paper", type: "background", paint: { "background-color": box.dataset.mcTiles ? COLOURS.paper : COLOURS.sea } }];
  if (box.dataset.mcTiles) {
    sources.streets = { type: "raster", tiles: [box.dataset.mcTiles], tileSize: 256, attribution: box.dataset.mcTilesBy || "" };
    layers.push({ id: "streets", type: "raster", source: "streets" });
  } else {
    layers.push({ id: "land", type: "fill", source: "units", "source-layer": "units", paint: { "fill-color": COLOURS.paper } });
  }
  layers.push({ id: "borders", type: "line", source: "units", "source-layer": "units", paint: { "line-color": COLOURS.line, "line-width": 1 } });
  if (box.dataset.mcPetitions) {
    sources.petitions = { type: "vector", tiles: [here + box.dataset.mcPetitions], maxzoom: 18 };
  }
  layers.push({
    id: "names", type: "symbol", source: "units", "source-layer": "names", minzoom: 9,
    layout: { "text-field": ["get", "name"], "text-font": FACE, "text-size": 12 },
    paint: { "text-color": "#5c5652", "text-halo-color": COLOURS.halo, "text-halo-width": 1.5 },
  });
  return { version: 8, sources, layers };
}

const many = ["step", ["get", "n"], 13, 10, 16, 100, 20, 1000, 25, 10000, 30];
function addPetitions(map) {
  map.addLayer({
    id: "petitions", type: "circle", source: "petitions", "source-layer": "petitions",
    paint: {
      "circle-color": ["case", ["==", ["get", "n"], 1], ["match", ["get", "state"], "open", "#9c5600", "#1b7a4b"], COLOURS.son],
      "circle-radius": ["case", ["==", ["get", "n"], 1], 8, many],
      "circle-stroke-color": COLOURS.halo, "circle-stroke-width": 2,
    },
  });
  map.addLayer({
    id: "counts", type: "symbol", source: "petitions", "source-layer": "petitions", filter: [">", ["get", "n"], 1],
    layout: { "text-field": ["get", "shown"], "text-font": FACE, "text-size": 12, "text-allow-overlap": true },
    paint: { "text-color": COLOURS.halo },
  });
  map.on("click", "petitions", (event) => {
    const one = event.features[0];
    if (one.properties.n === 1 && one.properties.receipt) {
      location.assign(map.getContainer().dataset.mcOne.replace("RECEIPT", encodeURIComponent(one.properties.receipt)));
    } else {
      map.easeTo({ center: one.geometry.coordinates, zoom: Math.min(map.getZoom() + 2, 18), animate: calm() });
    }
  });
  map.on("mouseenter", "petitions", () => { map.getCanvas().style.cursor = "pointer"; });
  map.on("mouseleave", "petitions", () => { map.getCanvas().style.cursor = ""; });
}

const calm = () => !matchMedia("(prefers-reduced-motion: reduce)").matches;

// A map in the box, ready; rejects where it cannot be drawn.
async function draw(box) {
  const maplibre = await load();
  const bounds = JSON.parse(box.dataset.mcBounds);
  box.hidden = false;
  const words = JSON.parse(box.dataset.mcWords || "{}");
  return new Promise((resolve, reject) => {
    let map;
    try {
      map = new maplibre.Map({
        container: box, style: style(box), bounds: [[bounds[0], bounds[1]], [bounds[2], bounds[3]]], fitBoundsOptions: { padding: 8 },
        maxZoom: 18, attributionControl: box.dataset.mcTilesBy ? { compact: false } : false, dragRotate: false, pitchWithRotate: false,
        touchPitch: false, cooperativeGestures: false, fadeDuration: 0, locale: words, keyboard: true,
      });
    } catch (error) {
      box.hidden = true;
      reject(error);
      return;
    }
    map.touchZoomRotate.disableRotation();
    map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
    map.getCanvas().setAttribute("aria-label", box.dataset.mcLabel || "");
    const failed = setTimeout(() => reject(new Error("slow")), 20000);
    map.once("load", () => {
      clearTimeout(failed);
      box.dataset.mcDrawn = "yes";
      resolve({ map, maplibre });
    });
  });
}

// ---- the map of published reports

async function open(place) {
  const box = place.querySelector("[data-mc-map]");
  const plain = place.querySelector("[data-mc-plain]");
  const said = place.querySelector("[data-mc-status]");
  try {
    const { map } = await draw(box);
    if (box.dataset.mcPetitions) addPetitions(map);
    if (plain) plain.hidden = true;
    place.querySelector("[data-mc-open]")?.remove();
    if (said) said.textContent = "";
  } catch {
    box.hidden = true;
    if (said) said.textContent = said.dataset.mcFailed;
  }
}

for (const place of document.querySelectorAll("[data-mc-voices]")) {
  const opener = place.querySelector("[data-mc-open]");
  opener?.addEventListener("click", (event) => {
    event.preventDefault();
    open(place);
  });
  if (place.hasAttribute("data-mc-now") || !opener) open(place);
}

// ---- the field in which a person sets a pin

function field(part) {
  const box = part.querySelector("[data-mc-map]");
  const lat = part.querySelector("[data-mc-lat]");
  const lng = part.querySelector("[data-mc-lng]");
  const accuracy = part.querySelector("[data-mc-accuracy]");
  const place = part.querySelector("[data-mc-place]");
  const said = part.querySelector("[data-mc-status]");
  const say = (text) => { said.textContent = text; };
  let drawn = null;
  let marker = null;
  let asked = 0;

  async function tell() {
    const turn = ++asked;
    try {
      const answer = await fetch(`${part.dataset.mcHereAddress}?${new URLSearchParams({ lat: lat.value, lng: lng.value })}`);
      const found = await answer.json();
      if (turn !== asked) return;
      say(found.words || said.dataset.mcUnread);
      if (found.unit && place) place.value = found.unit;
    } catch {
      say(said.dataset.mcAway);
    }
  }

  function mark(fly) {
    if (!drawn) return;
    const at = [Number(lng.value.replace(",", ".")), Number(lat.value.replace(",", "."))];
    if (!lat.value || !lng.value || at.some((one) => !Number.isFinite(one)) || Math.abs(at[1]) > 90) {
      marker?.remove();
      marker = null;
      return;
    }
    if (!marker) {
      marker = new drawn.maplibre.Marker({ color: COLOURS.son, draggable: true }).setLngLat(at).addTo(drawn.map);
      marker.on("dragend", () => set(marker.getLngLat().lat, marker.getLngLat().lng));
    }
    marker.setLngLat(at);
    if (fly) drawn.map.easeTo({ center: at, zoom: Math.max(drawn.map.getZoom(), box.dataset.mcTiles ? 15 : 11), animate: calm() });
  }

  function set(newLat, newLng, metres = "", fly = false) {
    lat.value = newLat.toFixed(6);
    lng.value = newLng.toFixed(6);
    accuracy.value = metres ? String(Math.round(metres)) : "";
    mark(fly);
    tell();
  }

  const opener = part.querySelector("[data-mc-open]");
  opener.hidden = false;
  opener.addEventListener("click", async () => {
    opener.disabled = true;
    say(said.dataset.mcLoading);
    try {
      drawn = await draw(box);
    } catch {
      box.hidden = true;
      opener.disabled = false;
      say(said.dataset.mcFailed);
      return;
    }
    opener.hidden = true;
    const centre = part.querySelector("[data-mc-centre]");
    centre.hidden = false;
    centre.addEventListener("click", () => set(drawn.map.getCenter().lat, drawn.map.getCenter().lng));
    drawn.map.on("click", (event) => set(event.lngLat.lat, event.lngLat.lng));
    drawn.map.getCanvas().addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      set(drawn.map.getCenter().lat, drawn.map.getCenter().lng);
    });
    mark(true);
    say(said.dataset.mcHow);
    drawn.map.getCanvas().focus();
  });

  const position = part.querySelector("[data-mc-position]");
  if (navigator.geolocation) {
    position.hidden = false;
    position.addEventListener("click", () => {
      say(said.dataset.mcAsking);
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => set(coords.latitude, coords.longitude, coords.accuracy, true),
        () => say(said.dataset.mcRefused),
        { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
      );
    });
  }
  for (const input of [lat, lng]) {
    input.addEventListener("change", () => {
      accuracy.value = "";
      mark(true);
      if (lat.value && lng.value) tell();
    });
  }
}

for (const part of document.querySelectorAll("[data-mc-pin]")) field(part);
