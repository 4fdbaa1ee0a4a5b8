/**
 * The service worker: keeps the page itself – index.html and the files it names, of one build – so that it opens without a network.
 * It keeps nothing of a person: what the API answers never comes by here. A new build waits until no page of the old one is open, or until
 * somebody asks for it; pages of the old one go on with the files they know, which carry a hash in their names.
 */
const BUILD = "{{build}}";
const FILES = ["{{files}}"];
const PREFIX = "debrief-page-";
const CACHE = PREFIX + BUILD;
/** index.html of this build, whatever address it is asked for under. */
const SHELL = "/?shell";
/** Addresses that the page routes by itself. Any other goes to the server. */
const PAGES = /^\/(?:$|p\/(?![^/]+\/v\/)|removed$|account$|admin(?:\/|$)|templates(?:\/|$)|sign-in$|join$)/;
const NONCE = /'nonce-([^']+)'/;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("message", (event) => {
  if (event.data === "take over") event.waitUntil(self.skipWaiting());
});
self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== self.location.origin) return;
  if (mode === "navigate" && PAGES.test(pathname)) event.respondWith(page(event.request));
  else if (pathname.startsWith("/assets/")) event.respondWith(asset(event.request));
});

/** All of a build or nothing: half of one never becomes the page. */
async function install() {
  const cache = await caches.open(CACHE);
  try {
    const shell = await fetch("/", { cache: "no-store", credentials: "omit" });
    const html = await shell.clone().text();
    // While servers are replaced one by one, this may be another build's.
    if (!shell.ok || !html.includes(`content="${BUILD}"`)) throw new Error("the page is of another build");
    await Promise.all([cache.put(SHELL, shell), cache.addAll(FILES)]);
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

/** This build stays, and the one before it, of which a page may still be open. */
async function tidy() {
  const others = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
}

async function page(request) {
  const shell = await (await caches.open(CACHE)).match(SHELL);
  if (!shell) return fetch(request);
  // A nonce goes for one page, also for a page out of the cache.
  const headers = new Headers(shell.headers);
  const policy = headers.get("content-security-policy") ?? "";
  const [, old] = NONCE.exec(policy) ?? [];
  if (!old) return fetch(request);
  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
  headers.set("content-security-policy", policy.replaceAll(old, nonce));
  for (const stale of ["content-length", "content-encoding", "date"]) headers.delete(stale);
  return new Response((await shell.text()).replaceAll(old, nonce), { headers });
}

async function asset(request) {
  return (await caches.match(request.url)) ?? fetch(request);
}
