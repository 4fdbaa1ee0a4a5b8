/** Pictures in a real browser: shown, described, pasted, dropped; slow, refused and offline. The server is a stand-in of the browser's own. */
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { focus, mount, remote, start, text } from "./page.mjs";

const ID = "0190a0b0-c0d0-4e0f-8102-030405060708";
const FOLDER = "/api/postmortems/1/images";
/** A red square of 8 × 8. */
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGP4z8CAFWEXHbQSACj/P8Fu7N9hAAAAAElFTkSuQmCC",
  "base64",
);

let browser, tab;
before(async () => void (browser = await start()));
after(() => browser.close());
beforeEach(async () => {
  await tab?.context().close();
  tab = await browser.open();
  await tab.route(`**${FOLDER}/*`, (route) => route.fulfill({ contentType: "image/png", body: PNG }));
});

/** Answers every upload as told; gives how many came. */
async function serve(answers) {
  const came = [];
  await tab.route(`**${FOLDER}`, async (route) => {
    const answer = answers[Math.min(came.length, answers.length - 1)];
    came.push(route.request().postDataBuffer());
    if (answer === "away") return route.abort();
    await answer.until;
    await route.fulfill({ status: answer.status, headers: answer.headers, json: answer.json });
  });
  return came;
}

const made = (number = 8) => ({ status: 201, json: { markdown: `![](images/${ID.slice(0, -1)}${number}#8x8)` } });
const markdown = (number = 8, alt = "") => `![${alt}](images/${ID.slice(0, -1)}${number}#8x8)`;

/** Puts files into the editor as a paste or a drop does. */
const give = (kind, files, at = 0) =>
  tab.evaluate(
    ([kind, files, at]) => {
      const data = new DataTransfer();
      for (const { name, type, bytes, size } of files) {
        data.items.add(new File([size ? new Uint8Array(size) : Uint8Array.from(atob(bytes), (sign) => sign.charCodeAt(0))], name, { type }));
      }
      const content = document.querySelector(".cm-content");
      const place = window.it.coordsAt(at);
      const init = { bubbles: true, cancelable: true, clientX: place.left + 1, clientY: (place.top + place.bottom) / 2 };
      const event = kind === "paste" ? new ClipboardEvent("paste", { ...init, clipboardData: data }) : new DragEvent("drop", { ...init, dataTransfer: data });
      content.dispatchEvent(event);
      return event.defaultPrevented;
    },
    [kind, files, at],
  );
const file = (more = {}) => ({ name: "graph.png", type: "image/png", bytes: PNG.toString("base64"), ...more });

const until = (wanted) => tab.waitForFunction((text) => window.it.text() === text, wanted, { timeout: 5_000 }).catch(async () => assert.equal(await text(tab), wanted));
const mirrored = async () => assert.equal(await tab.evaluate(() => window.mirror), await text(tab));
const state = (wanted) => tab.locator(`.cm-upload[data-state="${wanted}"]`).first().waitFor({ timeout: 5_000 });

test("a picture stands in the place of its Markdown, with room before it is there", async () => {
  let free;
  await tab.route(`**${FOLDER}/*`, async (route) => {
    await new Promise((resolve) => (free = resolve));
    await route.fulfill({ contentType: "image/png", body: PNG });
  });
  await mount(tab, { doc: `one\n\n![A \\[red\\] square](images/${ID}#400x400)\n\nthree`, images: FOLDER });
  const image = tab.locator(".cm-picture-image");
  await image.waitFor();
  const height = () => tab.evaluate(() => document.querySelector(".cm-content").getBoundingClientRect().height);
  const early = await height();
  assert.ok(early > 400, `${early} px`);
  assert.equal(await image.getAttribute("alt"), "A [red] square");
  assert.equal(await image.getAttribute("src"), `${FOLDER}/${ID}`);
  free();
  await tab.waitForFunction(() => document.querySelector(".cm-picture-image").naturalWidth > 0);
  assert.equal(await height(), early, "nothing jumps");
  assert.deepEqual(tab.problems, []);
});

test("only pictures of our own are asked for, and none in code", async () => {
  const asked = [];
  tab.on("request", (request) => request.resourceType() === "image" && asked.push(request.url()));
  const own = `![](images/${ID})`;
  const doc = ["![x](https://e.example/p.png)", "![x](/api/session)", "![x](images/../session)", "![x](data:image/png;base64,AA)", "`" + own + "`", "```\n" + own + "\n```", own].join("\n\n");
  await mount(tab, { doc, images: FOLDER });
  await tab.locator(".cm-picture-image").waitFor();
  assert.equal(await tab.locator(".cm-picture-image").count(), 1);
  assert.deepEqual(asked.map((url) => new URL(url).pathname), [`${FOLDER}/${ID}`]);
  await mount(tab, { doc: own });
  assert.equal(await tab.locator(".cm-picture-image").count(), 0, "without the option there are none");
});

test("a picture is described in place, while others change it, too", async () => {
  await mount(tab, { doc: `a ${markdown()} b`, images: FOLDER });
  const field = tab.getByLabel("Description of the picture");
  assert.match(await field.getAttribute("placeholder"), /Describe this picture/);
  await field.click();
  await tab.keyboard.type("CPU [at] 100%");
  assert.equal(await text(tab), `a ${markdown(8, "CPU \\[at\\] 100%")} b`);
  assert.equal(await field.inputValue(), "CPU [at] 100%");
  assert.equal(await field.evaluate((input) => input === document.activeElement), true, "the keyboard stays in the field");
  await mirrored();
  await remote(tab, [0, 0, "before "], [4, 0, "The "]);
  assert.equal(await field.inputValue(), "The CPU [at] 100%");
  await tab.keyboard.type("!");
  assert.equal(await text(tab), `before a ${markdown(8, "The CPU \\[at\\] 100%\\!")} b`);
  await tab.keyboard.press("Enter");
  await tab.keyboard.type("?");
  assert.equal(await text(tab), `before a ${markdown(8, "The CPU \\[at\\] 100%\\!")}? b`);
  await mirrored();
  assert.deepEqual(tab.problems, []);
});

test("the caret steps over a picture, and Backspace takes all of it", async () => {
  await mount(tab, { doc: `a${markdown()}b`, images: FOLDER });
  await focus(tab, 1);
  await tab.keyboard.press("ArrowRight");
  await tab.keyboard.type("x");
  assert.equal(await text(tab), `a${markdown()}xb`);
  await tab.keyboard.press("Backspace");
  await tab.keyboard.press("Backspace");
  assert.equal(await text(tab), "ab");
  await mount(tab, { doc: `a${markdown()}b`, images: FOLDER });
  await tab.locator(".cm-picture-image").click();
  assert.equal(await tab.locator(".cm-picture-selected").count(), 1);
  await tab.keyboard.press("Delete");
  assert.equal(await text(tab), "ab");
});

test("pasted pictures hold their place while others write, and come one after the other", async () => {
  let free;
  const until1 = new Promise((resolve) => (free = resolve));
  const came = await serve([{ ...made(1), until: until1 }, made(2)]);
  await mount(tab, { doc: "first line\nsecond line", images: FOLDER });
  await focus(tab, 5);
  assert.equal(await give("paste", [file(), file({ name: "b.png" })]), true);
  await state("sending");
  await state("waiting");
  await remote(tab, [0, 0, "A new line\n"], [22, 0, "!"]);
  await tab.keyboard.type("XY");
  free();
  await until(`A new line\nfirstXY line\n\n${markdown(1)}\n\n${markdown(2)}\n\nsecond line!`);
  assert.equal(came.length, 2);
  assert.deepEqual(came[0], PNG);
  assert.equal(await tab.locator(".cm-upload").count(), 0);
  await mirrored();
});

test("a dropped picture goes to where it was dropped, and other files do not", async () => {
  await serve([made(3)]);
  await mount(tab, { doc: "one\n\ntwo", images: FOLDER });
  assert.equal(await give("drop", [file()], 1), true);
  await until(`one\n\n${markdown(3)}\n\ntwo`);
  await mount(tab, { doc: "one", images: FOLDER, readOnly: true });
  await give("drop", [file()], 1);
  assert.equal(await tab.locator(".cm-upload").count(), 0);
  assert.equal(await text(tab), "one");
});

test("a refused picture says why and can be sent again; a large one is not sent", async () => {
  const detail = "This picture is damaged or incomplete.";
  const came = await serve([{ status: 422, json: { detail } }, made(4)]);
  await mount(tab, { doc: "words", images: FOLDER });
  await give("paste", [file()]);
  await state("failed");
  assert.equal(await tab.locator(".cm-upload-words").textContent(), detail);
  assert.equal(await text(tab), "words", "the text is as it was");
  await tab.getByRole("button", { name: "Try again" }).click();
  await until(`words\n\n${markdown(4)}`);
  await give("paste", [file({ size: 10 * 1024 * 1024 + 1 })]);
  await state("failed");
  assert.match(await tab.locator(".cm-upload-words").textContent(), /10 MB/);
  assert.equal(await tab.getByRole("button", { name: "Try again" }).count(), 0);
  await tab.getByRole("button", { name: "Remove" }).click();
  assert.equal(await tab.locator(".cm-upload").count(), 0);
  assert.equal(came.length, 2);
});

test("without a connection a picture waits, says so, and goes when it is back", async () => {
  const came = await serve(["away", made(5)]);
  await mount(tab, { doc: "", images: FOLDER, key: "body" });
  await give("paste", [file()]);
  await state("offline");
  assert.match(await tab.locator(".cm-upload-words").textContent(), /Keep this page open/);
  // The text leaves the page and comes back.
  await mount(tab, { doc: "", images: FOLDER, key: "body" });
  await until(markdown(5));
  assert.equal(came.length, 2);
  await give("paste", [file()]);
  await until(`${markdown(5)}\n\n${markdown(5)}`);
});

test("whoever only reads sees picture and description, and can change neither", async () => {
  await mount(tab, { doc: markdown(8, "A graph"), images: FOLDER, readOnly: true });
  assert.equal(await tab.locator(".cm-picture-caption").textContent(), "A graph");
  assert.equal(await tab.getByLabel("Description of the picture").isVisible(), false);
  await tab.evaluate(() => window.it.setReadOnly(false));
  await tab.getByLabel("Description of the picture").waitFor();
});
