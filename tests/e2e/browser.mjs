/** People in a real Chromium: finding, doing and reading what is on Debrief's pages. */
import { chromium } from "playwright-core";

import { DEADLINE, eventually } from "./harness.mjs";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts Chromium. */
export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
}

/** The path of the first section of a kind: its id is in the export. */
export function section(view, kind) {
  return view.sections.find((section) => section.kind === kind && !section.removed);
}

/** The lines of the library, as links. */
export function rows(page) {
  return page.getByRole("main").getByRole("listitem").getByRole("link");
}

/** Somebody at a browser of their own: own cookies, own storage. */
export class Person {
  /** Errors that the page reported; a test ends with none. */
  troubles = [];

  /** Opens a browser window; with an account, signed in. `url` is the server's, or that of a wire to it. */
  static async at(browser, url, account, options = {}) {
    const person = new Person();
    person.url = url;
    person.account = account;
    person.context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
    person.context.setDefaultTimeout(DEADLINE);
    if (account) await person.signIn(account);
    await person.openPage();
    return person;
  }

  /** Signs the browser in, without a page. */
  async signIn({ email, password }) {
    const request = { data: { email, password }, headers: { origin: this.url } };
    const answer = await this.context.request.post(`${this.url}/api/session`, request);
    if (!answer.ok()) throw new Error(`${email} cannot sign in: ${answer.status()} ${await answer.text()}`);
  }

  /** A fresh tab in the same browser. */
  async openPage() {
    this.page = await this.context.newPage();
    this.page.on("pageerror", (error) => this.troubles.push(error.message));
    this.page.on("console", (message) => {
      const text = message.text();
      // A lost connection is what many tests are about.
      if (message.type() === "error" && !/net::ERR_|WebSocket connection|WebSocket is already in CLOSING|Failed to load resource/.test(text)) this.troubles.push(text);
    });
  }

  /** Ends the page's process without a goodbye. What is left of the page is not closed: closing it may wait for ever. */
  async crash() {
    const crashed = this.page.waitForEvent("crash");
    const session = await this.context.newCDPSession(this.page);
    session.send("Page.crash").catch(() => {});
    await crashed;
  }

  /** Waits until the device has everything that was written so far, and gives how many rows that is: whoever reads waits for earlier writers. */
  async kept() {
    return this.page.evaluate(countKept);
  }

  async go(route) {
    return this.page.goto(this.url + route);
  }

  find(testId) {
    return this.page.getByTestId(testId);
  }

  /** Opens a postmortem and waits until it is there and saved. */
  async open(id) {
    await this.go(`/p/${id}`);
    await this.saved();
  }

  /** What the save state says: opening, saved, saving, offline, ended. */
  async saveState() {
    return this.find("save-state").first().getAttribute("data-state", { timeout: 1_000 });
  }

  async waitForState(state) {
    await eventually(`${this.account?.name}'s page says ${state}`, async () => (await this.saveState()) === state);
  }

  async saved() {
    await this.waitForState("saved");
  }

  /** The editor of a text. */
  text(path) {
    return this.find(`text:${path}`);
  }

  /** What a text reads on the page, as a person sees it. */
  async read(path) {
    const surface = this.text(path);
    return surface.evaluate((element) => {
      const lines = [...element.querySelectorAll(".cm-line")];
      if (lines.length === 0) return element.textContent;
      return lines
        .map((line) => {
          const copy = line.cloneNode(true);
          for (const extra of copy.querySelectorAll(".cm-placeholder, .cm-widgetBuffer")) extra.remove();
          return copy.textContent;
        })
        .join("\n");
    });
  }

  /** Waits until a text reads as wanted: a string, or a condition. */
  async waitForText(path, wanted) {
    let seen;
    const fits = typeof wanted === "string" ? (text) => text === wanted : wanted;
    await eventually(`${path} reads as wanted`, async () => fits((seen = await this.read(path)))).catch((error) => {
      throw new Error(`${error.message}; it reads ${JSON.stringify(seen)}`, { cause: error });
    });
    return seen;
  }

  /** Puts the caret at the end of a text, or at its start. */
  async focus(path, at = "End") {
    const surface = this.text(path);
    await surface.scrollIntoViewIfNeeded();
    // A line becomes an editor when the pointer comes to it.
    await surface.hover();
    await surface.locator(".cm-content").click();
    await this.page.keyboard.press(`Control+${at}`);
  }

  /** Types into a text, key by key. */
  async type(path, words, at) {
    await this.focus(path, at);
    await this.page.keyboard.type(words);
  }

  /** Selects words in a text, which must be there once, by keyboard. */
  async select(path, words) {
    const text = await this.read(path);
    const start = text.indexOf(words);
    if (start < 0) throw new Error(`${JSON.stringify(words)} is not in ${JSON.stringify(text)}`);
    await this.focus(path, "Home");
    for (let step = 0; step < start; step += 1) await this.page.keyboard.press("ArrowRight");
    for (let step = 0; step < words.length; step += 1) await this.page.keyboard.press("Shift+ArrowRight");
  }

  /** Adds a timeline entry such as `14:05 Paged`. */
  async addEntry(line) {
    await this.find("timeline-add").fill(line);
    await this.find("timeline-add").press("Enter");
  }

  /** Adds an idea for a mitigation. */
  async addIdea(words) {
    await this.find("mitigation-add").fill(words);
    await this.find("mitigation-add").press("Enter");
  }

  async close() {
    await this.context.close();
  }
}

/** In the page: how many rows IndexedDB holds, over all databases. */
export async function countKept() {
  const done = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  let rows = 0;
  for (const { name } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      rows += await done(database.transaction(store).objectStore(store).count());
    }
    database.close();
  }
  return rows;
}
