/** A real browser with the editor in a page under the product's content security policy. */
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { chromium } from "playwright-core";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const VIEW = { width: 800, height: 600 };
const sheet = (name) => readFile(here(`../../styles/${name}.css`), "utf8");

async function script() {
  const { outputFiles } = await build({
    entryPoints: [here("../src/index.js")],
    bundle: true,
    format: "iife",
    globalName: "editor",
    write: false,
  });
  return outputFiles[0].text;
}

const page = (nonce) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="csp-nonce" content="${nonce}"><title>editor</title>
<link rel="stylesheet" href="/editor.css"><script src="/editor.js"></script></head>
<body><button id="before">before</button><main id="place"></main><button id="after">after</button></body></html>`;

const policy = (nonce) =>
  `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'nonce-${nonce}'; connect-src 'self'; ` +
  "img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const TOKENS = `:root { color-scheme: light dark; --font-sans: sans-serif; --font-mono: monospace; --radius: 6px;
  --text: light-dark(#1b1d22, #e6e8ec); --text-muted: light-dark(#5b606b, #a0a6b2); --text-faint: light-dark(#8b909b, #737a87);
  --surface: light-dark(#fff, #16181d); --surface-raised: light-dark(#fff, #1f2229); --surface-sunken: light-dark(#f4f5f7, #101216);
  --border: light-dark(#e3e5e9, #2c3038); --border-strong: light-dark(#c9cdd4, #444a55); --accent: light-dark(#4f46e5, #a5b4fc);
  --accent-soft: light-dark(#e0e2ff, #33386b); --focus: #6366f1; --warn: #d97706;
  --comment-bg: light-dark(#fff3d6, #453814); --comment-bg-active: light-dark(#ffe3a3, #6b5518); }
  html { scroll-padding-block: 4.5rem 6rem; } body { margin: 48px; background: var(--surface); color: var(--text); } #place { max-width: 640px; }\n`;

/** Serves the page and starts Chromium (`CHROMIUM` names another binary). Call `close` at the end. */
export async function start() {
  const files = {
    "/editor.js": ["text/javascript", await script()],
    "/editor.css": ["text/css", TOKENS + (await Promise.all(["editor", "markdown", "marks", "editor-tools", "images"].map(sheet))).join("")],
  };
  const server = createServer((request, response) => {
    const nonce = randomBytes(16).toString("base64");
    const [type, body] = files[request.url] ?? ["text/html", page(nonce)];
    response.writeHead(200, { "content-type": `${type}; charset=utf-8`, "content-security-policy": policy(nonce) });
    response.end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
  return {
    /** Opens a fresh page; `problems` collects its errors and policy violations. */
    async open(settings = {}) {
      const context = await browser.newContext({ viewport: VIEW, permissions: ["clipboard-read", "clipboard-write"], ...settings });
      const tab = await context.newPage();
      const problems = [];
      tab.on("pageerror", (error) => problems.push(error.stack ?? String(error)));
      tab.on("console", (message) => message.type() === "error" && problems.push(message.text()));
      await tab.goto(`http://127.0.0.1:${server.address().port}/`);
      return Object.assign(tab, { problems });
    },
    async close() {
      await browser.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/**
 * Mounts an editor as `window.it`. Every callback is recorded in `window.calls` as `[name, …arguments]`, and
 * `window.mirror` is a text kept equal by nothing but `onChange`, as the shared text is.
 */
export async function mount(tab, options = {}) {
  await tab.evaluate((given) => {
    const nonce = document.querySelector("meta[name=csp-nonce]").getAttribute("content");
    const note = (name) => (...args) => void window.calls.push([name, ...args]);
    window.calls = [];
    window.mirror = given.doc ?? "";
    window.patch = (text, edits) =>
      edits.reduceRight((all, [from, deleted, inserted]) => all.slice(0, from) + inserted + all.slice(from + deleted), text);
    window.it?.destroy();
    window.it = window.editor.createEditor(document.querySelector("#place"), {
      nonce,
      ariaLabel: "Text",
      onChange(edits) {
        window.calls.push(["change", edits]);
        window.mirror = window.patch(window.mirror, edits);
      },
      onSelection: note("selection"),
      onUndo: note("undo"),
      onRedo: note("redo"),
      onComment: note("comment"),
      onEnter: note("enter"),
      onRangeClick: note("range"),
      onLeave(direction) {
        window.calls.push(["leave", direction]);
        return given.leaves ?? true;
      },
      ...given,
    });
  }, options);
}

/** Edits of the shared text reach the editor as another person's would. */
export const remote = (tab, ...edits) =>
  tab.evaluate((list) => {
    window.mirror = window.patch(window.mirror, list);
    return window.it.applyRemote(list);
  }, edits);

export const text = (tab) => tab.evaluate(() => window.it.text());
export const selection = (tab) => tab.evaluate(() => window.it.selection());
export const calls = (tab, name) => tab.evaluate((wanted) => window.calls.filter(([called]) => called === wanted), name);
export const focus = (tab, at) => tab.evaluate((place) => window.it.focus(place), at);
export const select = (tab, anchor, head) =>
  tab.evaluate(([a, h]) => (window.it.focus(a), window.it.select(a, h)), [anchor, head]);

/** The text as the browser shows it, line by line. */
export const lines = (tab) =>
  tab.evaluate(() => [...document.querySelectorAll(".cm-line")].map((line) => line.textContent));
