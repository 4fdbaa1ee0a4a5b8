/** The page's side of the service worker: registers it, tells of a new version, and changes over when asked to. */

/** How often a page that stays open looks for a new version, in ms. */
const LOOK_EVERY = 30 * 60_000;
/** How long a new version may take to take over before the page is loaded again all the same, in ms. */
const PATIENCE = 3_000;

/** @type {ServiceWorkerRegistration | undefined} */
let registration;
let leaving = false;

/** Registers the worker once the page has come to rest. `onReady` is called when a newer version than this page waits. */
export function keepPage(onReady) {
  const workers = navigator.serviceWorker;
  // Without TLS there are none, nor in some private windows: then the page needs the network to open.
  if (!workers) return;
  const wasControlled = Boolean(workers.controller);
  workers.addEventListener("controllerchange", () => {
    // Another tab has changed over; this page goes on with what it has.
    if (!leaving && wasControlled) onReady();
  });
  const begin = async () => {
    try {
      registration = await workers.register("/sw.js", { updateViaCache: "none" });
    } catch {
      return;
    }
    const look = () => {
      if (registration.waiting && workers.controller) onReady();
    };
    look();
    registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", look));
    setInterval(() => registration.update().catch(() => {}), LOOK_EVERY);
    addEventListener("online", () => registration.update().catch(() => {}));
  };
  const rest = () => ("requestIdleCallback" in globalThis ? requestIdleCallback(begin, { timeout: 5_000 }) : setTimeout(begin, 1_000));
  if (document.readyState === "complete") rest();
  else addEventListener("load", rest, { once: true });
}

/** Loads the page again, with the newest version there is. */
export async function reloadPage() {
  leaving = true;
  if (registration?.waiting) {
    const changed = new Promise((resolve) => navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true }));
    registration.waiting.postMessage("take over");
    await Promise.race([changed, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  }
  location.reload();
}

/** How far the server's clock is ahead of this device's, in ms, by the answers' `Date` (whole seconds). */
export function serverAhead(date, asked) {
  const server = Date.parse(date);
  // The stamp is cut to a second: what is within that and the way there and back is no difference.
  const [earliest, latest] = [server - Date.now(), server + 1_000 - asked];
  return earliest > 0 ? earliest : latest < 0 ? latest : 0;
}
