/** The network breaks, goes silent, the server is killed, the page is reloaded: nothing that was typed is lost. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";

import { Person, launch, section } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";
import { Wire } from "./wire.mjs";

const OFFLINE = "Offline – your changes are kept on this device";
const KILLS = 3;

describe("lost connection", { timeout: SUITE_DEADLINE }, () => {
  let server, wire, browser, ada, grace, id, one, two, body;

  before(async () => {
    server = await Server.start();
    [ada, grace] = [server.account("Ada Admin", "admin"), server.account("Grace Member")];
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  beforeEach(async () => {
    wire = await Wire.to(server.port);
    id = await server.createPlain(ada, "Checkout refused cards");
    // The first one's network is ours to break.
    [one, two] = await Promise.all([Person.at(browser, wire.url, ada), Person.at(browser, server.url, grace)]);
    await Promise.all([one.open(id), two.open(id)]);
    body = `sections/${section(await server.view(ada, id), "prose").id}/body`;
  });

  afterEach(async () => {
    assert.deepEqual([...one.troubles, ...two.troubles], []);
    await Promise.all([one.close(), two.close(), wire.close()]);
  });

  /** Both are saved, and read the same as the server has; gives it. */
  async function settled() {
    await Promise.all([one.saved(), two.saved()]);
    await eventually("both pages show the same", async () => (await one.read(body)) === (await two.read(body)));
    const text = await one.read(body);
    assert.equal(section(await server.view(ada, id), "prose").body, text);
    return text;
  }

  test("one goes offline, writes, comes back, and both have everything", async () => {
    await one.type(body, "Before. ");
    await two.waitForText(body, "Before. ");
    await one.context.setOffline(true);
    wire.cut();
    await one.waitForState("offline");
    assert.equal((await one.find("save-state").innerText()).trim(), OFFLINE);

    await one.type(body, "Written offline. ");
    await one.addEntry("10:21 Issue filed while offline");
    await two.type(body, "Written meanwhile. ", "Home");
    await two.saved();
    assert.equal(await one.saveState(), "offline", "nothing is called saved that is not");
    assert.ok(!(await two.read(body)).includes("offline"));

    wire.mend();
    await one.context.setOffline(false);
    const text = await settled();
    assert.equal((await one.find("save-state").innerText()).trim(), "Saved");
    for (const words of ["Before. ", "Written offline. ", "Written meanwhile. "]) assert.ok(text.includes(words), text);
    assert.equal((await server.view(ada, id)).timeline[0].text, "Issue filed while offline");
    await eventually("two sees the entry", async () => (await two.find("timeline-entry").count()) === 1);
  });

  test("more than a frame holds, written offline, arrives all the same", async () => {
    await one.type(body, "Log:");
    await one.saved();
    wire.cut();
    await one.waitForState("offline");
    const line = `${"0123456789".repeat(9)}\n`;
    const chunk = line.repeat(1_500);
    await one.focus(body);
    // Pasted: typed, the browser itself would take minutes.
    for (let part = 0; part < 10; part += 1) {
      await one.page.evaluate((text) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData("text/plain", text);
        document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
      }, chunk);
    }
    wire.mend();
    await Promise.all([one.saved(), two.saved()]);
    const stored = section(await server.view(ada, id), "prose").body;
    assert.equal(stored.length, "Log:".length + 10 * chunk.length);
    assert.equal(stored.slice(0, 100), `Log:${chunk}`.slice(0, 100));
  });

  test("a socket that died without a word is noticed, and never called saved", async () => {
    await one.type(body, "Before. ");
    await one.saved();
    wire.silence();
    await one.type(body, "Into the void. ");
    const said = [];
    await eventually("the page notices", async () => {
      const state = await one.saveState();
      if (said.at(-1) !== state) said.push(state);
      return state === "offline";
    });
    assert.deepEqual(said.filter((state) => state === "saved"), []);
    assert.ok(!(await two.read(body)).includes("void"));
    await one.type(body, "And on. ");
    wire.mend();
    assert.ok((await settled()).endsWith("Into the void. And on. "));
  });

  test("the server is down and the page crashes: what was typed is there when both are back", async () => {
    await one.type(body, "Acknowledged. ");
    await one.saved();
    await one.page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
    await server.kill();
    await one.waitForState("offline");
    const before = await one.kept();
    await one.type(body, "Typed into the outage. ");
    await one.addIdea("Keep what people type");
    assert.ok((await one.kept()) > before, "it is kept on the device");
    await one.crash();
    await one.openPage();
    await one.go(`/p/${id}`);
    await one.waitForText(body, "Acknowledged. Typed into the outage. ");
    await one.waitForState("offline");
    await server.launch();
    await one.openPage();
    await one.open(id);
    await one.waitForText(body, "Acknowledged. Typed into the outage. ");
    assert.equal(await settled(), "Acknowledged. Typed into the outage. ");
    assert.equal((await server.view(ada, id)).mitigations[0].text, "Keep what people type");
  });

  test("a page opened without a socket shows what this device has, and keeps what is written into it", async () => {
    await one.type(body, "On this device. ");
    await one.saved();
    await one.kept();
    await one.page.close();
    await one.openPage();
    // The page's files can be had; its socket does not get through.
    await one.page.routeWebSocket(/\/sync$/, (socket) => socket.close());
    await one.go(`/p/${id}`);
    await one.waitForText(body, "On this device. ");
    await one.waitForState("offline");
    const before = await one.kept();
    await one.type(body, "Still writing. ");
    assert.ok((await one.kept()) > before, "it is kept on the device");
    await one.page.close();

    await one.openPage();
    await one.open(id);
    assert.equal(await settled(), "On this device. Still writing. ");
  });

  test(`the server is killed ${KILLS} times while both type`, async () => {
    const typed = { one: "", two: "" };
    for (let cycle = 0; cycle < KILLS; cycle += 1) {
      const words = { one: `[o${cycle}${"-".repeat(50)}]`, two: `[t${cycle}${"=".repeat(50)}]` };
      const typing = Promise.all([one.type(body, words.one, "End"), two.type(body, words.two, "Home")]);
      await eventually("some of it is under way", async () => (await one.read(body)).includes(`[o${cycle}--`));
      await server.kill();
      await typing;
      await Promise.all([one.waitForState("offline"), two.waitForState("offline")]);
      await Promise.all([one.type(body, "!", "End"), two.type(body, "?", "Home")]);
      await server.launch();
      typed.one += `${words.one}!`;
      typed.two = `?${words.two}${typed.two}`;
      const text = await settled();
      const letters = (text) => [...text].sort().join("");
      assert.equal(letters(text), letters(typed.one + typed.two), "every keystroke is there once");
    }
  });
});
