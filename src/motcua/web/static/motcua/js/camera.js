// A code read by the device's camera, into the box that a hand scanner types into. Only where the browser reads codes
// itself (BarcodeDetector); elsewhere nothing is added and the box works as it did.

const EVERY_MS = 150;

async function reads() {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return false;
  return (await window.BarcodeDetector.getSupportedFormats()).includes("qr_code");
}

function offer(box) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "govuk-button govuk-button--secondary";
  button.textContent = box.dataset.mcCamera;
  const video = document.createElement("video");
  video.playsInline = video.muted = true;
  video.hidden = true;
  video.style.width = "100%";
  video.style.maxWidth = "28rem";
  video.setAttribute("aria-label", box.dataset.mcCamera);
  let stream = null;

  const stop = () => {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    video.hidden = true;
    button.textContent = box.dataset.mcCamera;
  };

  const look = async (detector) => {
    if (!stream) return;
    const [found] = await detector.detect(video).catch(() => []);
    if (!stream) return;
    if (!found?.rawValue) return void setTimeout(look, EVERY_MS, detector);
    stop();
    box.value = found.rawValue;
    // The button beside the box is the one that a scanner's Enter presses.
    box.form.requestSubmit(box.form.querySelector("button[value=scan]") ?? undefined);
  };

  button.addEventListener("click", async () => {
    if (stream) return stop();
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      button.textContent = box.dataset.mcCameraNot;
      return;
    }
    video.srcObject = stream;
    video.hidden = false;
    button.textContent = box.dataset.mcCameraStop;
    await video.play();
    look(new window.BarcodeDetector({ formats: ["qr_code"] }));
  });
  addEventListener("pagehide", stop);
  box.closest(".govuk-form-group, .mc-filter__field").append(button, video);
}

if (await reads()) for (const box of document.querySelectorAll("[data-mc-camera]")) offer(box);
