/** The message for people outside: picked and looked at by its owner, read by a stranger in a browser of their own, withdrawn. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";

import { findings } from "./axe.mjs";
import { Person, launch, section } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";

describe("outside", { timeout: SUITE_DEADLINE }, () => {
  let server, browser, ada, id, owner;

  before(async () => {
    server = await Server.start();
    ada = server.account("Ada Lovelace", "admin");
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  beforeEach(async () => {
    id = await server.createPlain(ada, "Internal name of it");
    owner = await Person.at(browser, server.url, ada);
    await owner.open(id);
    const body = `sections/${section(await server.view(ada, id), "prose").id}/body`;
    await owner.type(body, "Ada restarted the pool at 10.1.2.3 after an hour.");
    await owner.saved();
  });

  afterEach(async () => {
    assert.deepEqual(owner.troubles, []);
    await owner.close();
  });

  const preview = () => owner.page.frameLocator("[data-testid=outside-preview]");
  const dialog = () => owner.find("outside-dialog");

  /** Opens the dialog, writes a title and picks the discussion. */
  async function prepare() {
    await owner.find("review-chip").click();
    await owner.find("review-outside").click();
    await dialog().getByLabel("Title", { exact: true }).fill("Cards were refused");
    await dialog().getByText("Sections", { exact: false }).first().click();
    await dialog().getByText("Discussion", { exact: true }).click();
    await preview().getByText("restarted the pool at [IP address] after an hour.").waitFor();
  }

  /** What the foot of the dialog says, which has to be in sight from the top of the dialog to its end. */
  async function lands() {
    const foot = owner.find("outside-lands");
    for (const top of [0, 1e6]) {
      const seen = await foot.evaluate((element, top) => {
        element.closest(".dialog-sheet").scrollTop = top;
        const { x, y, width, height } = element.getBoundingClientRect();
        return element.contains(document.elementFromPoint(x + 4, y + 4)) && x >= 0 && x + width <= innerWidth && y + height <= innerHeight;
      }, top);
      assert.ok(seen, `in sight when scrolled to ${top}`);
    }
    return (await foot.innerText()).replaceAll(/\s+/g, " ");
  }

  async function publish() {
    await eventually("the preview is up to date", async () => (await owner.find("outside-preview").getAttribute("data-waiting")) === "false");
    await owner.find("outside-publish").click();
    await owner.find("outside-done").getByText("Published").waitFor();
  }

  async function stranger(options = {}) {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, javaScriptEnabled: false, ...options });
    return context.newPage();
  }

  /** What axe says of a page; it needs scripts to run. */
  async function judged(address) {
    const page = await stranger({ javaScriptEnabled: true });
    await page.goto(address);
    assert.deepEqual(await findings(page), []);
    await page.context().close();
  }

  test("what is picked is published, and a stranger reads it without a script", async () => {
    await prepare();
    await preview().getByText("engineer 1 restarted").waitFor();
    await owner.find("outside-role").fill("The on-call engineer");
    await owner.find("outside-role").press("Tab");
    await preview().getByText("The on-call engineer restarted").waitFor();
    assert.match(await owner.find("outside-taken").innerText(), /10\.1\.2\.3\s+an IP address, now “\[IP address\]”/);
    const frames = await owner.page.evaluate(() => document.querySelectorAll("iframe").length);
    assert.equal(frames, 1);
    assert.deepEqual(await findings(owner.page), []);
    // Beside the button, wherever the dialog is scrolled to, stand the whole address and who can read it.
    assert.equal(await lands(), `${server.url}/outside/cards-were-refused Anybody with the link can read it.`);
    await publish();
    assert.equal(await dialog().locator("..").getByLabel("Address").inputValue(), "cards-were-refused");

    const page = await stranger();
    const answer = await page.goto(`${server.url}/outside/cards-were-refused`);
    assert.equal(answer.status(), 200);
    await page.getByRole("heading", { name: "Cards were refused" }).waitFor();
    const text = await page.locator("body").innerText();
    assert.match(text, /The on-call engineer restarted the pool at \[IP address\] after an hour\./);
    assert.match(text, /Published \d{4}-\d\d-\d\d \d\d:\d\d UTC/);
    for (const secret of ["Ada", "Internal", "10.1.2.3", id]) assert.ok(!(await page.content()).includes(secret), secret);
    const wide = await page.evaluate?.("document.documentElement.scrollWidth <= 390").catch(() => true);
    assert.ok(wide, "nothing sticks out on a phone");
    const colour = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
    assert.equal(await colour(), "rgb(255, 255, 255)");
    await page.emulateMedia({ colorScheme: "dark" });
    assert.equal(await colour(), "rgb(21, 23, 26)", "the style sheet is let through");
    await judged(page.url());

    // Withdrawn by the way back, and back again.
    await owner.find("outside-undo").click();
    await owner.find("outside-done").getByText("Withdrawn").waitFor();
    assert.equal((await page.goto(`${server.url}/outside/cards-were-refused`)).status(), 404);
    await page.getByText("There is nothing here").waitFor();
    await owner.find("outside-restore").click();
    await owner.find("outside-done").getByText("It is back").waitFor();
    assert.equal((await page.goto(`${server.url}/outside/cards-were-refused`)).status(), 200);
    await page.context().close();
  });

  test("a password is asked for", async () => {
    await prepare();
    const form = owner.page.locator(".outside-put");
    await form.getByLabel("Address").fill("behind-a-password");
    await owner.find("outside-asks").check();
    await form.getByLabel("Password", { exact: true }).fill("open sesame");
    assert.equal(await lands(), `${server.url}/outside/behind-a-password Only with the password.`);
    await owner.page.setViewportSize({ width: 390, height: 844 });
    assert.match(await lands(), /behind-a-password/);
    assert.deepEqual(await findings(owner.page), []);
    await owner.page.setViewportSize({ width: 1440, height: 900 });
    await publish();
    const page = await stranger();
    await page.goto(`${server.url}/outside/behind-a-password`);
    await page.getByLabel("Password").fill("guess");
    await page.getByRole("button").click();
    await page.getByText("This is not the password.").waitFor();
    await judged(page.url());
    await page.getByLabel("Password").fill("open sesame");
    await page.getByRole("button").click();
    await page.getByRole("heading", { name: "Cards were refused" }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "Cards were refused" }).waitFor();
    await page.context().close();
  });

  test("the service worker leaves strangers' and published pages to the server", async () => {
    await server.api(ada, "POST", `/postmortems/${id}/publications`, { despite: "It is a test." });
    await owner.page.evaluate(() => navigator.serviceWorker.ready);
    await owner.page.goto(`${server.url}/p/${id}/v/1`);
    await owner.page.getByText("Version 1", { exact: true }).waitFor();
    await owner.page.getByText("Ada restarted the pool").waitFor();
    const background = await owner.page.evaluate(() => getComputedStyle(document.querySelector(".version")).borderLeftStyle);
    assert.equal(background, "solid", "its style sheet is let through");
    await owner.page.goto(`${server.url}/outside/none`);
    await owner.page.getByText("There is nothing here").waitFor();
  });
});
