/** Bringing whole documents in as postmortems in a real browser: drop, look, tick, import, open; and what cannot be read. */
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";

import { findings } from "./axe.mjs";
import { Person, launch } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";

const MARKDOWN = `# Checkout refused cards

## Summary

One in five cards was refused.

![graph](graph.png)

## Timeline

All times in UTC

| Time | Event |
| --- | --- |
| 2026-03-11 09:02 | Deploy of 4.13 began |
| 2026-03-11 09:20 | Rolled back to 4.12 |

## Action items

- [x] Alert on refused cards
- Test certificates
`;
const HTML = "<!doctype html><title>Search was slow</title><h2>Summary</h2><p>It took <b>forty</b> minutes.</p><h2>Timeline</h2><p>first this, then that</p>";
const OUTAGE = (month) => `# Outage\n\n## Summary\n\nIt was ${month}.\n`;

/** A ZIP file whose files are stored as they are. */
function zip(files) {
  const table = Array.from({ length: 256 }, (_, at) => {
    let value = at;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
    return value >>> 0;
  });
  const crc = (bytes) => (bytes.reduce((sum, byte) => table[(sum ^ byte) & 0xff] ^ (sum >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;
  const [locals, centrals] = [[], []];
  let offset = 0;
  for (const [name, text] of files) {
    const [path, bytes] = [Buffer.from(name), Buffer.from(text)];
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc(bytes), 10);
    common.writeUInt32LE(bytes.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(path.length, 22);
    const central = Buffer.alloc(14);
    central.writeUInt32LE(offset, 10);
    locals.push(Buffer.from("PK\x03\x04"), common, path, bytes);
    centrals.push(Buffer.from("PK\x01\x02\x14\x00", "latin1"), common, central, path);
    offset += 30 + path.length + bytes.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, directory, Buffer.from("PK\x05\x06"), end]);
}

describe("documents in", { timeout: SUITE_DEADLINE }, () => {
  let server, browser, ada, guest, one;

  before(async () => {
    server = await Server.start();
    guest = server.account("Gus Guest", "guest");
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  let number = 0;
  beforeEach(async () => {
    number += 1;
    ada = server.account(`Ada Number ${number}`);
    one = await Person.at(browser, server.url, ada, { timezoneId: "Europe/Berlin" });
  });

  afterEach(async () => {
    assert.deepEqual(one.troubles, []);
    await one.close();
  });

  const rows = () => one.find("documents-row");
  const row = (title) => rows().filter({ hasText: title });
  const stages = () => rows().evaluateAll((all) => all.map((row) => row.dataset.stage).join());
  const button = () => one.find("documents-import");
  const mine = async () => (await server.api(ada, "GET", "/postmortems")).postmortems.filter((postmortem) => postmortem.owner.name === ada.name);
  const titles = async () => (await mine()).map((postmortem) => postmortem.title).sort();

  /** Drops files on the page, anywhere. */
  async function drop(files) {
    const given = files.map(([name, content]) => [name, Buffer.from(content).toString("base64")]);
    await one.page.locator("#main").evaluate((main, encoded) => {
      const dataTransfer = new DataTransfer();
      for (const [name, text] of encoded) {
        const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
        dataTransfer.items.add(new File([bytes], name));
      }
      main.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    }, given);
  }

  test("several files: what each would become, some of them, and what came of it", async () => {
    await one.go("/");
    await one.page.getByRole("main").getByRole("link", { name: "Import…" }).first().click();
    await one.page.getByRole("heading", { name: "Drop files here" }).waitFor();
    await drop([
      ["checkout.md", MARKDOWN],
      ["search.html", HTML],
      ["broken.json", '{\n"title": 3}'],
      ["graph.png", "no picture"],
      ["two.zip", zip([["march/outage.md", OUTAGE("March")], ["april/outage.md", OUTAGE("April")]])],
    ]);
    await eventually("all are read", async () => (await stages()) === "found,found,refused,refused,found,found");
    assert.match(await row("Checkout refused cards").innerText(), /3 sections · 2 timeline entries · 2 mitigations/);
    assert.match(await row("Checkout refused cards").getByTestId("documents-warnings").innerText(), /The picture graph\.png is not beside it/);
    assert.match(await row("Search was slow").getByTestId("documents-warnings").innerText(), /“Timeline” stays text/);
    assert.match(await row("broken.json").getByTestId("documents-trouble").innerText(), /broken\.json, line 2/);
    assert.match(await row("graph.png").getByTestId("documents-trouble").innerText(), /Pack it as a ZIP file together/);
    assert.match(await row("april/outage.md").innerText(), /Outage/);
    assert.deepEqual(await titles(), [], "nothing is made before");
    assert.equal(await button().innerText(), "Import 4 postmortems");
    assert.deepEqual(await findings(one.page), []);

    // By keyboard: up and down over what can be ticked, Space unticks.
    await row("Checkout refused cards").getByRole("checkbox").focus();
    await one.page.keyboard.press("ArrowDown");
    await one.page.keyboard.press("Space");
    await eventually("three are left", async () => (await button().innerText()) === "Import 3 postmortems");
    await one.page.keyboard.press("ArrowDown");
    assert.ok(await row("april/outage.md").getByRole("checkbox").evaluate((box) => box === document.activeElement), "past what cannot be ticked");
    await button().focus();
    await one.page.keyboard.press("Enter");
    await eventually("they are made", async () => (await stages()) === "made,found,refused,refused,made,made");
    assert.match(await one.find("documents-note").innerText(), /3 postmortems imported, 1 to choose from, 2 files not read/);
    assert.deepEqual(await titles(), ["Checkout refused cards", "Outage", "Outage"]);

    // The one that was left out goes by itself.
    await row("Search was slow").getByRole("checkbox").check();
    await button().click();
    await eventually("it is made, too", async () => (await stages()) === "made,made,refused,refused,made,made");
    const link = row("Checkout refused cards").getByRole("link", { name: "Checkout refused cards" });
    const id = (await link.getAttribute("href")).split("/").pop();
    await link.click();
    await one.saved();
    await eventually("its entries are shown", async () => (await one.find("timeline-entry").count()) === 2);
    assert.match(await one.page.locator("#main").innerText(), /One in five cards was refused\./);
    const view = await server.view(ada, id);
    assert.deepEqual(view.mitigations.map((item) => [item.status, item.text]), [["done", "Alert on refused cards"], ["open", "Test certificates"]]);
  });

  test("what was imported before is said, and a newer text of the same title waits to be wanted", async () => {
    await one.go("/import");
    await drop([["outage.md", OUTAGE("March")]]);
    await one.find("documents-restricted").check();
    await eventually("it is read", async () => (await button().innerText()) === "Import 1 postmortem");
    await button().click();
    await eventually("it is made", async () => (await stages()) === "made");
    const [made] = await mine();
    assert.equal(made.visibility, "restricted");

    await one.go("/import");
    await drop([["copy.md", OUTAGE("March")], ["outage.md", OUTAGE("March, and long")]]);
    await eventually("both are read", async () => (await stages()) === "there,found");
    assert.equal(await rows().nth(0).getByRole("link", { name: "Outage" }).getAttribute("href"), `/p/${made.id}`);
    assert.ok(await rows().nth(0).getByRole("checkbox").isDisabled());
    assert.match(await rows().nth(1).innerText(), /Same title as one of yours/);
    assert.equal(await button().innerText(), "Import");
    // Playwright clicks nothing that says it cannot be.
    await button().press("Enter");
    await eventually("it says that nothing is ticked", async () => one.page.getByText("Nothing is ticked").isVisible());
    await one.find("documents-all").check();
    await eventually("the newer one alone", async () => (await button().innerText()) === "Import 1 postmortem");
    await button().click();
    await eventually("it is made", async () => (await stages()) === "there,made");
    assert.deepEqual(await titles(), ["Outage", "Outage"]);
  });

  test("times that name no zone are read in the zone that is chosen", async () => {
    await one.go("/import");
    const zone = one.find("documents-zone");
    assert.equal(await zone.inputValue(), "Europe/Berlin", "the device's at first");
    await zone.fill("honolulu");
    await one.page.getByRole("option", { name: "Pacific/Honolulu" }).waitFor();
    assert.deepEqual(await findings(one.page), []);
    await zone.press("Enter");
    assert.equal(await zone.inputValue(), "Pacific/Honolulu");
    await drop([["cards.md", MARKDOWN.replace("All times in UTC", "As it went")]]);
    await eventually("it is read", async () => (await stages()) === "found");
    await button().click();
    await eventually("it is made", async () => (await stages()) === "made");
    const [made] = await mine();
    const { timeline } = await server.view(ada, made.id);
    assert.deepEqual(timeline.map((entry) => entry.at), ["2026-03-11T09:02:00-10:00", "2026-03-11T09:20:00-10:00"]);
    // A zone that there is not is turned down, and the one before stays.
    await zone.fill("Nowhere/Town");
    await zone.press("Enter");
    assert.equal(await zone.inputValue(), "Pacific/Honolulu");
  });

  test("one that fails holds up no other, stays ticked, and comes in when the network is back", async () => {
    await one.go("/import");
    await drop([["one.md", OUTAGE("first")], ["two.md", "# Second\n\n## Summary\n\nsecond\n"]]);
    await eventually("both are read", async () => (await stages()) === "found,found");
    await one.page.route(/\/api\/imports\?name=one/, (route) => route.abort());
    await button().click();
    await eventually("the second is made", async () => (await stages()) === "failed,made");
    assert.notEqual(await rows().nth(0).getByTestId("documents-trouble").innerText(), "");
    assert.deepEqual(await titles(), ["Second"]);
    await one.page.unroute(/\/api\/imports\?name=one/);
    assert.equal(await button().innerText(), "Import 1 postmortem");
    await button().click();
    await eventually("both are", async () => (await stages()) === "made,made");
    // Refused at once, and read by a second try.
    await one.page.route(/\/api\/imports/, (route) => route.abort());
    await drop([["three.md", "# Third\n\n## Summary\n\nthird\n"]]);
    await eventually("it is not read", async () => (await stages()) === "made,made,refused");
    await one.page.unroute(/\/api\/imports/);
    await rows().nth(2).getByRole("button", { name: "Try again" }).click();
    await eventually("it is", async () => (await stages()) === "made,made,found");
  });

  test("the palette leads there, and guests are told whom to ask", async () => {
    await one.go("/");
    await one.page.getByRole("link", { name: "Import…" }).first().waitFor();
    await one.page.keyboard.press("Control+k");
    await one.page.keyboard.type("bring in");
    await one.page.getByRole("option", { name: "Import postmortems" }).first().waitFor();
    await one.page.keyboard.press("Enter");
    await one.page.waitForURL(/\/import$/);
    const gus = await Person.at(browser, server.url, guest);
    await gus.go("/");
    await gus.page.getByRole("heading", { name: "Nothing is shared with you right now" }).waitFor();
    assert.equal(await gus.page.getByRole("link", { name: "Import…" }).count(), 0);
    await gus.go("/import");
    await gus.page.getByText("Ask a member to import the file").waitFor();
    assert.equal(await gus.find("documents-files").count(), 0);
    assert.deepEqual(gus.troubles, []);
    await gus.close();
  });

  test("it fits wide and narrow, light and dark", async () => {
    const folder = process.env.DEBRIEF_SHOTS;
    if (folder) mkdirSync(folder, { recursive: true });
    for (const [width, height] of [[1440, 900], [390, 844]]) {
      for (const colorScheme of ["light", "dark"]) {
        await one.page.emulateMedia({ colorScheme });
        await one.page.setViewportSize({ width, height });
        const look = async (what) => {
          if (folder) await one.page.screenshot({ path: `${folder}/documents-${what}-${width}-${colorScheme}.png`, fullPage: true });
          const wider = await one.page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
          assert.equal(wider, false, `nothing stands out at ${width}`);
          assert.deepEqual(await findings(one.page), []);
        };
        await one.go("/");
        await one.page.getByRole("link", { name: "Import…" }).first().waitFor();
        await look("library");
        await one.go("/import");
        await one.page.getByRole("heading", { name: "Drop files here" }).waitFor();
        await look("empty");
        await drop([
          ["checkout.md", MARKDOWN],
          ["search.html", HTML],
          ["broken.json", '{\n"title": 3}'],
          ["two.zip", zip([["2026/incidents/march/outage.md", OUTAGE(`March ${width} ${colorScheme}`)], ["april.md", OUTAGE(`April ${width} ${colorScheme}`)]])],
        ]);
        await eventually("all are read", async () => /^(found|there),(found|there),refused,found,found$/.test(await stages()));
        await look("rows");
        await rows().nth(3).getByRole("checkbox").check();
        await button().click();
        await eventually("one is made", async () => (await stages()).includes("made"));
        await look("made");
      }
    }
  });
});
