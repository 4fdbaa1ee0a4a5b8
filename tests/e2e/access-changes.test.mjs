/** Access changes while somebody writes: they are told at once and why, nothing more arrives, and no word of theirs is dropped in silence. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";

import { findings } from "./axe.mjs";
import { Person, countKept, launch, section } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";
import { Wire } from "./wire.mjs";

/** How long a page may show what it should not any more, in ms. */
const AT_ONCE = 1_000;

describe("access changes", { timeout: SUITE_DEADLINE }, () => {
  let server, wire, browser, ada, grace, linus, id, one, body;

  before(async () => {
    server = await Server.start();
    [ada, grace, linus] = [server.account("Ada Admin", "admin"), server.account("Grace Member"), server.account("Linus Member")];
    const { people } = await server.api(ada, "GET", "/people");
    for (const account of [ada, grace, linus]) account.id = people.find((person) => person.name === account.name).id;
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  beforeEach(async () => {
    wire = await Wire.to(server.port);
    id = await server.createPlain(ada, "Checkout refused cards");
    await server.api(ada, "PATCH", `/postmortems/${id}/access`, { visibility: "restricted" });
    await grant(grace, "editor");
    one = await Person.at(browser, wire.url, grace);
    await one.open(id);
    body = `sections/${section(await server.view(ada, id), "prose").id}/body`;
  });

  afterEach(async () => {
    assert.deepEqual(one.troubles, []);
    await Promise.all([one.close(), wire.close()]);
  });

  const grant = (account, role) => server.api(ada, "PUT", `/postmortems/${id}/access/people/${account.id}`, { role });
  const revoke = (account) => server.api(ada, "DELETE", `/postmortems/${id}/access/people/${account.id}`);
  const stored = async () => section(await server.view(ada, id), "prose").body;
  const unsaved = (person = one) => person.find("unsaved-words");
  const readOnly = (person) => person.text(body).locator(".cm-content").getAttribute("aria-readonly");

  /** What is left of the document in the browser's storage, words set aside included. */
  const kept = (person = one) => person.page.evaluate(countKept);

  /** How many frames of readers the server had to refuse so far. */
  async function refused() {
    const lines = (await server.api(ada, "GET", "/../metrics")).split("\n");
    const counts = lines.filter((line) => line.startsWith("debrief_refused_frames_total") && line.includes("read_only"));
    return counts.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
  }

  test("access is taken away while somebody types: told within a second, own words stay, nothing new arrives", async () => {
    let held = false;
    await one.page.routeWebSocket(/\/sync$/, (page) => {
      const far = page.connectToServer();
      page.onMessage((message) => held || far.send(message));
    });
    await one.open(id);
    await one.type(body, "Acknowledged. ");
    await one.saved();
    // What is typed from here on does not get through; the server's word does.
    held = true;
    await one.type(body, "Not acknowledged.");
    await revoke(grace);
    const revoked = Date.now();
    await one.find("no-access").waitFor();
    assert.ok(Date.now() - revoked < AT_ONCE, `it took ${Date.now() - revoked} ms`);
    assert.match(await one.find("no-access").innerText(), /isn't shared with you any more/);
    assert.match(await one.find("no-access").innerText(), /owner or an admin/);

    const words = await unsaved().innerText();
    assert.match(words, /Not acknowledged\./);
    assert.ok(!words.includes("Acknowledged. "), "what the server has is not called unsaved");
    assert.equal(await one.page.getByText("Checkout refused cards").count(), 0, "nothing of the document is on the page");
    await eventually("only the words are left on the device", async () => (await kept()) === 1);

    const writer = await Person.at(browser, server.url, ada);
    await writer.open(id);
    await writer.type(body, "Secret from now on. ");
    await writer.saved();
    assert.ok(!(await one.page.locator("body").innerText()).includes("Secret"));
    assert.equal(await stored(), "Acknowledged. Secret from now on. ");
    await writer.close();

    await one.page.reload();
    await one.find("not-found").waitFor();
    assert.match(await unsaved().innerText(), /Not acknowledged\./, "the words are still there after a reload");
    await unsaved().getByRole("button", { name: "Put them away" }).click();
    await unsaved().waitFor({ state: "detached" });
    await eventually("nothing is left on the device", async () => (await kept()) === 0);
    await one.page.getByRole("button", { name: "Undo" }).click();
    assert.match(await unsaved().innerText(), /Not acknowledged\./);
  });

  test("a role is lowered after writing offline: words are kept and can be copied, and are not sent", async () => {
    await one.type(body, "Before. ");
    await one.saved();
    wire.cut();
    await one.waitForState("offline");
    await one.type(body, "Written offline.");
    await one.addEntry("10:21 Paged while offline");
    await one.find("mitigation-add").fill("An idea not handed over");
    await grant(grace, "viewer");
    const before = await refused();

    wire.mend();
    await one.find("reading").waitFor();
    await unsaved().waitFor();
    assert.match(await one.find("reading").innerText(), /“Checkout refused cards” is now read-only for you/);
    const words = await unsaved().innerText();
    for (const expected of ["Written offline.", "Paged while offline", "An idea not handed over"]) assert.ok(words.includes(expected), words);
    assert.ok(!words.includes("Before."), words);
    await one.saved();
    await one.waitForText(body, "Before. ");
    await eventually("the page shows what the server has", async () => (await one.find("timeline-entry").count()) === 0);
    assert.equal(await readOnly(one), "true");

    await one.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await unsaved().getByRole("button", { name: "Copy all" }).click();
    await eventually("it is on the clipboard", async () =>
      (await one.page.evaluate(() => navigator.clipboard.readText())).includes("Written offline."),
    );

    // Again and again without a loop: whatever the connection does, nothing is sent.
    for (let round = 0; round < 2; round += 1) {
      wire.cut();
      await one.waitForState("offline");
      wire.mend();
      await one.saved();
    }
    assert.equal(await stored(), "Before. ");
    assert.equal(await refused(), before, "no frame had to be refused");
    await one.page.reload();
    await one.saved();
    assert.match(await unsaved().innerText(), /Written offline\./);
    assert.equal(await one.read(body), "Before. ");
  });

  test("a role is lowered between two visits: what was written offline is set aside all the same", async () => {
    wire.cut();
    await one.waitForState("offline");
    const before = await kept();
    await one.type(body, "Offline, then closed.");
    await eventually("it is kept on the device", async () => (await kept()) > before);
    await one.page.close();
    await grant(grace, "commenter");
    wire.mend();
    await one.openPage();
    await one.go(`/p/${id}`);
    await unsaved().waitFor();
    assert.match(await unsaved().innerText(), /Offline, then closed\./);
    await one.saved();
    await one.waitForText(body, (text) => !text.includes("Offline"));
    assert.equal(await stored(), "");
  });

  test("a raised role lets somebody write without loading anything again", async () => {
    await grant(linus, "viewer");
    const reader = await Person.at(browser, server.url, linus);
    await reader.open(id);
    assert.equal(await readOnly(reader), "true");
    await reader.page.evaluate(() => (globalThis.sameDocument = true));
    await grant(linus, "editor");
    await eventually("the text takes words", async () => (await readOnly(reader)) !== "true");
    await reader.type(body, "Now I can.");
    await reader.saved();
    await one.waitForText(body, "Now I can.");
    assert.equal(await reader.find("reading").count(), 0);
    assert.ok(await reader.page.evaluate(() => globalThis.sameDocument));
    assert.deepEqual(reader.troubles, []);
    await reader.close();
  });

  test("a role is lowered in the middle of a word: every key is with the server or in the list", async () => {
    const keys = "abcdefghijklmnopqrstuvwxyz0123456789".repeat(4);
    const typing = one.type(body, keys).catch(() => {});
    await eventually("half of it is there", async () => (await stored()).length > keys.length / 4);
    await grant(grace, "viewer");
    await one.find("reading").waitFor();
    await typing;
    await one.saved();
    const text = await stored();
    await one.waitForText(body, text);
    assert.ok(keys.startsWith(text), text);
    const aside = (await unsaved().count()) > 0 ? await unsaved().locator(".unsaved-text").first().innerText() : "";
    assert.ok(keys.startsWith(text + aside), `${text} | ${aside}`);
  });

  test("a comment that is being written is kept when access ends", async () => {
    await one.type(body, "A sentence to talk about.");
    await one.saved();
    await one.select(body, "sentence");
    await one.page.keyboard.press("Control+Alt+m");
    await one.find("comment-input").fill("What I meant to say");
    await revoke(grace);
    await unsaved().waitFor();
    assert.match(await unsaved().innerText(), /What I meant to say/);
  });

  test("the session ends elsewhere: signing in again sends what was written", async () => {
    await one.type(body, "Before. ");
    await one.saved();
    wire.cut();
    await one.waitForState("offline");
    await one.type(body, "While signed out.");
    await server.api(ada, "POST", `/admin/people/${grace.id}/sign-out`);
    wire.mend();
    await one.find("signed-out").waitFor();
    assert.match(await unsaved().innerText(), /While signed out\./);
    assert.equal(await one.page.getByText("Before.").count(), 0);
    assert.equal(await stored(), "Before. ");

    await one.page.getByRole("button", { name: "Sign in" }).click();
    await one.page.getByRole("heading", { name: "Sign in" }).waitFor();
    await one.page.getByLabel("Email").fill(grace.email);
    await one.page.getByLabel("Password", { exact: true }).fill(grace.password);
    await one.page.getByRole("button", { name: "Sign in" }).click();
    await one.saved();
    await one.waitForText(body, "Before. While signed out.");
    await eventually("the server has it", async () => (await stored()) === "Before. While signed out.");
    assert.equal(await unsaved().count(), 0);
    await one.page.reload();
    await one.saved();
    assert.equal(await unsaved().count(), 0, "what was sent is not listed");
  });

  test("somebody else signs in to the browser meanwhile: nothing is sent in their name, and the words wait for their writer", async () => {
    await one.type(body, "Before. ");
    await one.saved();
    wire.cut();
    await one.waitForState("offline");
    await one.type(body, "Written by Grace.");
    // Ada may write here, too: the server would take whatever the page sends.
    const headers = { origin: server.url };
    const cookies = await browser.newContext();
    await cookies.request.post(`${server.url}/api/session`, { data: { email: ada.email, password: ada.password }, headers });
    await one.context.addCookies(await cookies.cookies());
    await cookies.close();

    const sent = [];
    one.page.on("websocket", (socket) => socket.on("framesent", ({ payload }) => sent.push(payload)));
    wire.mend();
    await one.find("signed-out").waitFor();
    assert.deepEqual(sent, []);
    assert.match(await unsaved().innerText(), /Written by Grace\./);
    assert.equal(await one.page.getByText("Before.").count(), 0);
    assert.equal(await stored(), "Before. ");

    await one.page.getByRole("button", { name: "Sign in" }).click();
    await one.saved();
    await one.waitForText(body, "Before. ");
    assert.equal(await one.page.getByText("Written by Grace.").count(), 0, "Ada has a page of her own");
    assert.equal(await one.page.getByRole("button", { name: /Account of Ada/ }).count(), 1);
    await one.signIn(grace);
    await one.page.reload();
    await one.waitForText(body, "Before. Written by Grace.");
    await eventually("the server has it", async () => (await stored()) === "Before. Written by Grace.");
  });

  test("somebody is suspended while writing", async () => {
    const mallory = server.account("Mallory Member");
    mallory.id = (await server.api(ada, "GET", "/people")).people.find((person) => person.name === mallory.name).id;
    await grant(mallory, "editor");
    const person = await Person.at(browser, server.url, mallory);
    await person.open(id);
    let held = false;
    await person.page.routeWebSocket(/\/sync$/, (page) => {
      const far = page.connectToServer();
      page.onMessage((message) => held || far.send(message));
    });
    await person.open(id);
    await person.type(body, "Saved before.");
    await person.saved();
    held = true;
    await person.type(body, " Not saved.");
    await server.api(ada, "POST", `/admin/people/${mallory.id}/suspend`, {});
    await person.find("suspended").waitFor();
    assert.match(await person.find("suspended").innerText(), /Your account is suspended[\s\S]*ask an admin/);
    assert.match(await unsaved(person).innerText(), /Not saved\./);
    await person.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await unsaved(person).getByRole("button", { name: "Copy all" }).click();
    await eventually("it is on the clipboard", async () =>
      (await person.page.evaluate(() => navigator.clipboard.readText())).includes("Not saved."),
    );
    assert.equal(await person.page.getByText("Saved before.").count(), 0);
    assert.equal(await person.page.getByText("Checkout refused cards").count(), 0);
    assert.deepEqual(await findings(person.page), []);

    // A stranger who tries the address learns nothing; whoever knows the password is told.
    const answer = async (password) => {
      const request = { data: { email: mallory.email, password }, headers: { origin: server.url } };
      return (await person.context.request.post(`${server.url}/api/session`, request)).json();
    };
    assert.equal((await answer("a guess that is wrong")).type, "wrong-credentials");
    assert.equal((await answer(mallory.password)).type, "suspended");
    await person.page.reload();
    await person.page.getByRole("heading", { name: "Sign in" }).waitFor();
    assert.deepEqual(person.troubles, []);
    await person.close();
  });

  test("a raised role puts back what was set aside, where it stood", async () => {
    await one.type(body, "First. Last.");
    await one.saved();
    wire.cut();
    await one.waitForState("offline");
    await one.focus(body, "Home");
    for (let step = 0; step < "First. ".length; step += 1) await one.page.keyboard.press("ArrowRight");
    await one.page.keyboard.type("Between. ");
    await one.type("title", " at noon");
    await one.addEntry("10:21 An entry of its own");
    await grant(grace, "viewer");
    wire.mend();
    await unsaved().waitFor();
    await one.saved();
    assert.equal(await one.find("put-back").count(), 0, "not while reading only");

    // Others go on meanwhile.
    const writer = await Person.at(browser, server.url, ada);
    await writer.open(id);
    await writer.type(body, "Before all. ", "Home");
    await writer.saved();
    await grant(grace, "editor");
    await one.find("put-back").waitFor();
    await unsaved().getByRole("button", { name: "Put back what you wrote in Discussion" }).click();
    const back = "Before all. First. Between. Last.";
    await one.waitForText(body, back);
    await one.find("put-back").click();
    await one.waitForText("title", "Checkout refused cards at noon");
    await one.saved();
    await writer.waitForText(body, back);
    const { title } = await server.view(ada, id);
    assert.deepEqual([title, await stored()], ["Checkout refused cards at noon", back]);

    // An entry that never came to be has no place to go back to: its words stay.
    assert.match(await unsaved().innerText(), /An entry of its own/);
    assert.ok(!(await unsaved().innerText()).includes("Between."), "what is back is not listed");
    await one.page.reload();
    await one.saved();
    assert.match(await unsaved().innerText(), /An entry of its own/);
    assert.ok(!(await unsaved().innerText()).includes("Between."));
    assert.equal(await one.find("put-back").count(), 0);
    assert.deepEqual(writer.troubles, []);
    await writer.close();
  });

  test("short fields that were filled in offline are listed after a reload, too, when access is lost", async () => {
    wire.cut();
    await one.waitForState("offline");
    await one.find("fact-severity").fill("Sev-2");
    await one.find("fact-severity").press("Enter");
    await one.type("title", ", again");
    const before = await kept();
    await one.find("fact-incident").fill("INC-4711");
    await one.find("fact-incident").press("Enter");
    await eventually("it is kept on the device", async () => (await kept()) >= before + 2);
    await one.page.close();
    await revoke(grace);
    wire.mend();
    await one.openPage();
    await one.go(`/p/${id}`);
    await unsaved().waitFor();
    const words = await unsaved().innerText();
    for (const expected of ["Sev-2", "INC-4711", ", again"]) assert.ok(words.includes(expected), words);
    await eventually("only the words are left on the device", async () => (await kept()) === 1);
  });

  test("a removed postmortem says so and comes back", async () => {
    await server.api(ada, "DELETE", `/postmortems/${id}`);
    await one.find("ended").waitFor();
    assert.match(await one.find("ended").innerText(), /was removed/);
    assert.equal(await unsaved().count(), 0);
    await eventually("nothing is left on the device", async () => (await kept()) === 0);

    const owner = await Person.at(browser, server.url, ada);
    await owner.go("/");
    await owner.page.getByRole("link", { name: "Removed postmortems" }).click();
    await owner.page.getByRole("button", { name: "Restore “Checkout refused cards”" }).first().click();
    await owner.page.getByText("is back among the postmortems").waitFor();
    await one.page.getByRole("button", { name: "Reload" }).click();
    await one.saved();
    assert.equal(await one.read("title"), "Checkout refused cards");
    assert.deepEqual(owner.troubles, []);
    await owner.close();
  });
});
