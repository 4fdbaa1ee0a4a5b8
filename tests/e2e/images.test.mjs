/** Pictures: one person drops them in, the other sees them, both describe them, and exports have them. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { deflateSync } from "node:zlib";

import { findings } from "./axe.mjs";
import { Person, launch, section } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";

/** CRC-32 as PNG has it. */
function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

/** A PNG in one colour. */
function png(width, height, colour) {
  const chunk = (kind, data) => {
    const body = Buffer.concat([Buffer.from(kind), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  const row = Buffer.concat([Buffer.from([0]), ...Array.from({ length: width }, () => Buffer.from(colour))]);
  const rows = Buffer.concat(Array.from({ length: height }, () => row));
  const sign = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([sign, chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

const GRAPH = png(640, 360, [30, 120, 120]);
const SECOND = png(320, 200, [200, 90, 40]);

/** Files reach a text as a drop or a paste brings them. */
async function give(person, path, kind, files) {
  const surface = person.text(path);
  await surface.scrollIntoViewIfNeeded();
  await surface.locator(".cm-content").waitFor();
  await surface.evaluate(
    (element, [kind, files]) => {
      const data = new DataTransfer();
      for (const { name, type, bytes } of files) data.items.add(new File([Uint8Array.from(atob(bytes), (sign) => sign.charCodeAt(0))], name, { type }));
      const content = element.querySelector(".cm-content");
      const place = content.lastElementChild.getBoundingClientRect();
      const init = { bubbles: true, cancelable: true, clientX: place.left + 2, clientY: place.top + place.height / 2 };
      content.dispatchEvent(kind === "paste" ? new ClipboardEvent("paste", { ...init, clipboardData: data }) : new DragEvent("drop", { ...init, dataTransfer: data }));
    },
    [kind, files.map(({ name, type = "image/png", bytes }) => ({ name, type, bytes: bytes.toString("base64") }))],
  );
}

const pictures = (person, path) => person.text(path).locator(".cm-picture-image");
const isShown = (image) => image.evaluate((element) => element.complete && element.naturalWidth > 0);

describe("images", { timeout: SUITE_DEADLINE }, () => {
  let server, browser, ada, grace, id, one, two, body;

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
    id = await server.createPlain(ada, "Checkout refused cards");
    [one, two] = await Promise.all([Person.at(browser, server.url, ada), Person.at(browser, server.url, grace)]);
    await Promise.all([one.open(id), two.open(id)]);
    body = `sections/${section(await server.view(ada, id), "prose").id}/body`;
  });

  afterEach(async () => {
    assert.deepEqual([...one.troubles, ...two.troubles], []);
    await Promise.all([one.close(), two.close()]);
  });

  const stored = async () => section(await server.view(ada, id), "prose").body;

  test("a picture that one drops is seen by the other, described by both, and exported", async () => {
    await one.type(body, "The pool ran dry.");
    await two.waitForText(body, "The pool ran dry.");
    await give(one, body, "drop", [{ name: "graph.png", bytes: GRAPH }, { name: "second.png", bytes: SECOND }]);
    for (const person of [one, two]) {
      await eventually("both pictures are shown", async () => {
        const all = await pictures(person, body).all();
        return all.length === 2 && (await Promise.all(all.map(isShown))).every(Boolean);
      });
    }
    const [first] = await pictures(two, body).all();
    assert.equal(await first.getAttribute("width"), "640", "the larger one came first");

    const field = (person) => person.text(body).getByLabel("Description of the picture").first();
    await field(two).click();
    await two.page.keyboard.type("Pool in use, 09:00 to 10:00");
    await eventually("the other one reads it", async () => (await field(one).inputValue()) === "Pool in use, 09:00 to 10:00");
    await field(one).press("Home");
    await one.page.keyboard.type("Graph: ");
    await eventually("so the other way round", async () => (await field(two).inputValue()) === "Graph: Pool in use, 09:00 to 10:00");
    await Promise.all([one.saved(), two.saved()]);

    const text = await stored();
    const [, image] = /^The pool ran dry\.\n\n!\[Graph: Pool in use, 09:00 to 10:00\]\(images\/([0-9a-f-]{36})#640x360\)\n\n!\[\]\(images\/[0-9a-f-]{36}#320x200\)$/.exec(text) ?? [];
    assert.ok(image, text);
    const html = await server.api(ada, "GET", `/postmortems/${id}/export?format=html`);
    assert.match(html, /<img src="data:image\/png;base64,[^"]+" alt="Graph: Pool in use, 09:00 to 10:00">/);
    const markdown = await server.api(ada, "GET", `/postmortems/${id}/export?format=md`);
    assert.ok(markdown.includes(`](/api/postmortems/${id}/images/${image})`), markdown);

    for (const person of [one, two]) assert.deepEqual(await findings(person.page), []);
    await one.page.reload();
    await one.saved();
    await one.text(body).scrollIntoViewIfNeeded();
    await eventually("they are there after a reload", async () => (await pictures(one, body).count()) === 2);
  });

  test("undo takes a picture out, and redo brings it back", async () => {
    await one.type(body, "Words");
    await give(one, body, "paste", [{ name: "graph.png", bytes: GRAPH }]);
    await eventually("it is there", async () => (await pictures(two, body).count()) === 1);
    await one.text(body).locator(".cm-content").focus();
    await one.page.keyboard.press("Control+z");
    await eventually("it is gone", async () => (await pictures(two, body).count()) === 0);
    await one.page.keyboard.press("Control+Shift+Z");
    await eventually("it is back, and shown", async () => isShown(pictures(two, body).first()));
  });

  test("what is no picture is refused with the reason, and the text stays", async () => {
    await one.type(body, "Words");
    await give(one, body, "paste", [{ name: "broken.png", bytes: GRAPH.subarray(0, 60) }]);
    const upload = one.text(body).locator(".cm-upload");
    await eventually("it is refused", async () => (await upload.getAttribute("data-state")) === "failed");
    assert.match(await upload.textContent(), /damaged or incomplete/);
    await upload.getByRole("button", { name: "Try again" }).waitFor();
    assert.deepEqual(await findings(one.page), []);
    await upload.getByRole("button", { name: "Remove" }).click();
    await eventually("nothing is left of it", async () => (await upload.count()) === 0);
    await one.saved();
    assert.equal(await stored(), "Words");
  });

  test("without a connection a picture waits in its place, and comes when it is back", async () => {
    await one.type(body, "Words");
    await two.waitForText(body, "Words");
    await one.context.setOffline(true);
    await give(one, body, "paste", [{ name: "graph.png", bytes: GRAPH }]);
    const upload = one.text(body).locator(".cm-upload");
    await eventually("it waits", async () => (await upload.getAttribute("data-state")) === "offline");
    assert.match(await upload.textContent(), /Keep this page open/);
    await two.type(body, "More. ", "Home");
    await one.type(body, " here");
    await one.context.setOffline(false);
    await eventually("it is shown to the other", async () => isShown(pictures(two, body).first()));
    await Promise.all([one.saved(), two.saved()]);
    await eventually("nothing around it is lost", async () => /^More\. Words here\n\n!\[\]\(images\/[0-9a-f-]{36}#640x360\)$/.test(await stored()));
  });

  test("a viewer sees it and cannot change it; at a phone's width nothing is cut off", async () => {
    await give(one, body, "paste", [{ name: "graph.png", bytes: GRAPH }]);
    await one.text(body).getByLabel("Description of the picture").fill("A graph");
    await one.saved();
    await server.api(ada, "PATCH", `/postmortems/${id}/access`, { workspace_role: "viewer" });
    await two.page.setViewportSize({ width: 390, height: 800 });
    await two.open(id);
    await two.text(body).scrollIntoViewIfNeeded();
    await eventually("it is shown", async () => isShown(pictures(two, body).first()));
    assert.equal(await two.text(body).locator(".cm-picture-caption").textContent(), "A graph");
    assert.equal(await two.text(body).getByLabel("Description of the picture").isVisible(), false);
    const { width, right } = await pictures(two, body).first().evaluate((image) => image.getBoundingClientRect());
    assert.ok(width > 200 && right <= 390, `${width} px to ${right}`);
    assert.deepEqual(await findings(two.page), []);
    await give(two, body, "drop", [{ name: "second.png", bytes: SECOND }]);
    assert.equal(await two.text(body).locator(".cm-upload").count(), 0);
  });
});
