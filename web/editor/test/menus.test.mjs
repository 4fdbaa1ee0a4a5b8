/** The menus of `/` and `@`, in a real browser: by keyboard and by touch, told to screen readers. */
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { focus, mount, remote, selection, start, text } from "./page.mjs";

let browser, tab;
before(async () => void (browser = await start()));
after(() => browser.close());
beforeEach(async () => {
  await tab?.context().close();
  tab = await browser.open();
});

const ADA = "0197c3a4-0000-7000-8000-000000000001";
const menu = () => tab.getByRole("listbox");
const options = async () => (await tab.getByRole("option").locator(".cm-completionLabel").allInnerTexts()).map((label) => label.trim());
/** It is there and within the window: one that CodeMirror puts far outside is there, too. */
async function opens() {
  await menu().waitFor();
  await tab.waitForFunction(() => {
    const { top, bottom } = document.querySelector(".cm-menu")?.getBoundingClientRect() ?? { top: -1, bottom: 0 };
    return top >= 0 && bottom <= innerHeight;
  });
}
const closes = () => menu().waitFor({ state: "detached" });

/** An editor whose page offers a few things; what is chosen is kept in `window.chosen`. */
async function write(doc, at = "end") {
  await mount(tab, { doc });
  await tab.evaluate(
    ([value, id]) => {
      const nonce = document.querySelector("meta[name=csp-nonce]").getAttribute("content");
      window.it.destroy();
      window.chosen = [];
      window.mirror = value;
      window.it = window.editor.createEditor(document.querySelector("#place"), {
        nonce,
        doc: value,
        ariaLabel: "Text",
        onChange: (edits) => void (window.mirror = window.patch(window.mirror, edits)),
        offers: async (kind) =>
          kind === "slash"
            ? [{ label: "Time now", insert: "14:05 UTC" }, { label: "Action item", id: "action" }]
            : [
                { label: "Ada [L] Lovelace", group: "People", color: 3, person: id },
                { label: "Grace Hopper", group: "People", color: 4, person: id },
                { label: "Detected", group: "Moments", insert: "Detected 14:05 UTC" },
              ],
        onOffer: (...told) => void window.chosen.push(told),
      });
    },
    [doc, ADA],
  );
  await focus(tab, at);
}

const agreed = async (expected) => {
  assert.equal(await text(tab), expected);
  assert.equal(await tab.evaluate(() => window.mirror), expected);
};

test("a slash lists blocks, letters narrow them down, Enter takes one", async () => {
  await write("one\n");
  await tab.keyboard.type("/");
  await opens();
  assert.ok((await options()).includes("Code block"));
  const content = tab.locator(".cm-content");
  assert.equal(await content.getAttribute("aria-autocomplete"), "list");
  const active = await content.getAttribute("aria-activedescendant");
  assert.equal(await tab.locator(`[id="${active}"]`).getAttribute("aria-selected"), "true");
  await tab.keyboard.type("todo");
  await tab.waitForFunction(() => document.querySelectorAll("[role=option]").length === 1);
  assert.deepEqual(await options(), ["Task list"]);
  await tab.keyboard.press("Enter");
  await closes();
  await tab.keyboard.type("call them");
  await agreed("one\n- [ ] call them");
  assert.deepEqual(tab.problems, []);
});

test("Escape leaves the slash as typed, and the menu stays away from it", async () => {
  await write("");
  await tab.keyboard.type("/ta");
  await opens();
  await tab.keyboard.press("Escape");
  await closes();
  await tab.keyboard.type("ble");
  await agreed("/table");
  assert.equal(await menu().count(), 0);
  await tab.keyboard.type(" /");
  await opens();
});

test("no menu within words, addresses and code", async () => {
  await write("and\n\n```\n\n```", 3);
  await tab.keyboard.type("/or https://a.b/c 1/2 a@b.c");
  await focus(tab, (await text(tab)).length - 4);
  await tab.keyboard.type("/x @a");
  assert.equal(await menu().count(), 0);
  await agreed("and/or https://a.b/c 1/2 a@b.c\n\n```\n/x @a\n```");
});

for (const [words, before, after] of [
  ["heading 2", "Words ", "## Words"],
  ["quote", "- Words ", "> Words"],
  ["warn", "Words ", "> [!WARNING]\n> Words\n"],
  ["table", "", "|  |  |  |\n| --- | --- | --- |\n|  |  |  |\n|  |  |  |\n"],
  ["code", "Words ", "Words\n\n```\n\n```\n"],
  ["divider", "", "---\n\n\n"],
  ["time", "At ", "At 14:05 UTC"],
]) {
  test(`/${words} after ${JSON.stringify(before)}`, async () => {
    await write(before);
    await tab.keyboard.type(`/${words}`);
    await tab.waitForFunction((word) => document.querySelector("[role=option][aria-selected]")?.textContent.toLowerCase().includes(word), words.split(" ")[0].slice(0, 4));
    await tab.keyboard.press("Enter");
    await closes();
    await agreed(after);
  });
}

test("the page is told what was chosen, and on which words", async () => {
  await write("- [ ] raise the limit ");
  await tab.keyboard.type("/action");
  await tab.waitForFunction(() => document.querySelectorAll("[role=option]").length === 1);
  await tab.getByRole("option", { name: "Action item" }).click();
  await closes();
  await agreed("- [ ] raise the limit ");
  assert.deepEqual(await tab.evaluate(() => window.chosen), [["action", "raise the limit"]]);
});

test("a mention is a link, shown as one chip that Backspace takes whole, while others write", async () => {
  await write("ask ");
  await tab.keyboard.type("@lov");
  await tab.waitForFunction(() => document.querySelectorAll("[role=option]").length === 1);
  await remote(tab, [0, 0, "we "]);
  await tab.keyboard.press("Enter");
  await closes();
  const mention = `[@Ada \\[L\\] Lovelace](/people/${ADA})`;
  await agreed(`we ask ${mention} `);
  assert.equal((await tab.locator(".cm-md-mention").innerText()).replaceAll("\\", ""), "@Ada [L] Lovelace");
  assert.ok(!(await tab.locator(".cm-line").innerText()).includes("people"));
  await tab.keyboard.press("ArrowLeft");
  await tab.keyboard.press("ArrowLeft");
  assert.deepEqual(await selection(tab), [7, 7]);
  await tab.keyboard.press("ArrowRight");
  await tab.keyboard.press("Backspace");
  await agreed("we ask  ");
  assert.deepEqual(tab.problems, []);
});

test("moments are offered beside people", async () => {
  await write("");
  await tab.keyboard.type("@");
  await opens();
  assert.deepEqual(await options(), ["Ada [L] Lovelace", "Grace Hopper", "Detected"]);
  await tab.keyboard.press("ArrowUp");
  await tab.keyboard.press("Enter");
  await agreed("Detected 14:05 UTC ");
});

test("a menu opens by touch as well", async () => {
  await tab.context().close();
  tab = await browser.open({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 700 } });
  await write("");
  await tab.locator(".cm-content").tap();
  await tab.keyboard.type("/");
  await opens();
  const box = await menu().boundingBox();
  assert.ok(box.x >= 0 && box.x + box.width <= 390, JSON.stringify(box));
  await tab.getByRole("option", { name: "Quote" }).tap();
  await closes();
  await agreed("> ");
});
