/** Without a network the page opens with what this device keeps, says so, and loses nothing; a newer version waits to be asked for. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { findings } from "./axe.mjs";
import { Person, countKept, launch, section } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";
import { Network } from "./network.mjs";
import { Versions } from "./versions.mjs";

/** In the page: what the service worker's caches hold, by cache. */
async function cached() {
  const all = {};
  for (const name of await caches.keys()) {
    const keys = await (await caches.open(name)).keys();
    all[name] = keys.map(({ url }) => new URL(url).pathname + new URL(url).search);
  }
  return all;
}

const build = (person) => person.page.locator("meta[name=build]").getAttribute("content");

describe("offline", { timeout: SUITE_DEADLINE }, () => {
  let server, browser, ada, grace;

  before(async () => {
    server = await Server.start();
    [ada, grace] = [server.account("Ada Admin", "admin"), server.account("Grace Member")];
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  /** A postmortem and somebody who has it open, over a network to break. */
  async function scene(title, account = ada) {
    const network = await Network.to(server.port);
    const id = await server.createPlain(ada, title);
    const one = await Person.at(browser, network.url, account);
    await one.open(id);
    const body = `sections/${section(await server.view(ada, id), "prose").id}/body`;
    const stored = async () => section(await server.view(ada, id), "prose").body;
    await one.page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
    const end = async () => {
      assert.deepEqual(one.troubles, []);
      await one.close();
      await network.close();
    };
    return { network, id, one, body, stored, end };
  }

  test("a reload without a network opens page, document and library, and what is written then arrives", async () => {
    const { network, id, one, body, stored, end } = await scene("Kept on this device");
    await one.type(body, "Before. ");
    await one.saved();
    await one.kept();
    network.cut();
    await one.page.reload();
    await one.waitForText(body, "Before. ");
    await one.waitForState("offline");
    const before = await one.kept();
    await one.type(body, "Without a network. ");
    assert.ok((await one.kept()) > before, "it is kept on the device");

    await one.go("/");
    const library = one.find("offline-library");
    await eventually("the library says what is here", async () => /You are offline/.test(await library.innerText()));
    assert.match(await library.getByRole("listitem").innerText(), /Kept on this device[^]*not sent yet/);
    assert.deepEqual(await findings(one.page), []);
    await library.getByRole("link").click();
    await one.waitForText(body, "Before. Without a network. ");

    await one.find("save-state").click();
    const details = one.find("save-details");
    await eventually("the details tell", async () => /changes?, from before this page was opened/.test(await details.innerText()));
    assert.match(await details.innerText(), /Signed in as Ada Admin when the server was last reached/);
    assert.deepEqual(await findings(one.page), []);
    network.heal();
    await one.saved();
    await eventually("nothing waits", async () => /Not sent yet\s+Nothing/.test(await details.innerText()));
    assert.match(await details.innerText(), /Has everything, since \d\d:\d\d:\d\d UTC/);
    assert.equal(await stored(), "Before. Without a network. ");
    await eventually("the server knows who it is", async () => !/when the server was last reached/.test(await details.innerText()));
    await one.page.keyboard.press("Escape");
    assert.equal(await details.count(), 0);
    assert.ok(id);
    await end();
  });

  test("the page that opens without a network is as strict as any, and holds nothing of a person", async () => {
    const { network, one, end } = await scene("Nothing of a person");
    await one.go("/");
    const caches = await one.page.evaluate(cached);
    const [files] = Object.values(caches);
    assert.equal(Object.keys(caches).length, 1);
    assert.ok(files.some((file) => file.endsWith(".wasm")) && files.includes("/?shell"));
    assert.deepEqual(files.filter((file) => file !== "/?shell" && !file.startsWith("/assets/")), []);
    const nonces = [];
    for (let time = 0; time < 2; time += 1) {
      const answer = await one.go("/");
      assert.ok(answer.fromServiceWorker());
      const policy = answer.headers()["content-security-policy"];
      assert.match(policy, /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval'/);
      assert.match(policy, /worker-src 'self'/);
      nonces.push(/'nonce-([^']+)'/.exec(policy)[1]);
      assert.ok((await answer.text()).includes(`content="${nonces.at(-1)}"`));
    }
    assert.notEqual(nonces[0], nonces[1], "a nonce goes for one page");
    network.cut();
    // The files of a person come from the server or not at all.
    await assert.rejects(one.page.evaluate(() => fetch("/api/session").then(({ status }) => status)));
    await end();
  });

  test("who has signed out is unknown to the device, with and without a network", async () => {
    const { network, id, one, end } = await scene("Signed out", grace);
    await server.api(ada, "GET", `/postmortems/${id}/export?format=json`);
    await one.page.getByRole("button", { name: /Account of/ }).click();
    await one.page.getByRole("menuitem", { name: "Sign out" }).click();
    await one.page.waitForURL(/sign-in/);
    assert.equal(await one.page.evaluate(countKept), 0);
    network.cut();
    await one.go(`/p/${id}`);
    await one.page.getByText("No connection to the server").waitFor();
    assert.doesNotMatch(await one.page.locator("body").innerText(), /Grace|Signed out/);
    assert.equal(await one.page.evaluate(() => Object.keys(localStorage).filter((key) => /person|signed/.test(key)).length), 0);
    await end();
  });

  test("a session that ended meanwhile ends as soon as the server can say so", async () => {
    const { network, one, body, end } = await scene("Ended meanwhile", grace);
    await one.type(body, "Mine. ");
    await one.saved();
    await one.kept();
    network.cut();
    await one.page.reload();
    await one.waitForText(body, "Mine. ");
    await server.api(grace, "DELETE", "/account/sessions");
    network.heal();
    await eventually("the page says so", async () => /sign-in/.test(one.page.url()) || (await one.find("signed-out").count()) === 1);
    assert.equal(await one.text(body).count(), 0);
    await end();
  });

  test("two tabs of one person without a network share what is written, and it arrives once", async () => {
    const { network, id, one, body, stored, end } = await scene("Two tabs");
    const first = one.page;
    await one.openPage();
    await one.open(id);
    const second = one.page;
    network.cut();
    await one.waitForState("offline");
    await one.type(body, "From the second. ");
    one.page = first;
    await one.waitForText(body, "From the second. ");
    await one.type(body, "From the first. ");
    one.page = second;
    await one.waitForText(body, "From the second. From the first. ");
    await one.kept();
    await one.page.reload();
    await one.waitForText(body, "From the second. From the first. ");
    network.heal();
    await one.saved();
    one.page = first;
    await one.saved();
    assert.equal(await stored(), "From the second. From the first. ");
    await end();
  });

  test("a full device says so, writing goes on, and closing is warned of", async () => {
    const network = await Network.to(server.port);
    const id = await server.createPlain(ada, "A full device");
    const body = `sections/${section(await server.view(ada, id), "prose").id}/body`;
    const one = await Person.at(browser, network.url, ada);
    // Chromium's own switch for a small quota does not reach IndexedDB: the device refuses as it does when it is full.
    await one.page.addInitScript(() => {
      const add = IDBObjectStore.prototype.add;
      IDBObjectStore.prototype.add = function (...words) {
        if (globalThis.isFull) throw new DOMException("no room", "QuotaExceededError");
        return add.apply(this, words);
      };
    });
    await one.open(id);
    await one.type(body, "Kept. ");
    await one.saved();
    await one.kept();
    network.cut();
    await one.waitForState("offline");
    await one.page.evaluate(() => (globalThis.isFull = true));
    await one.type(body, "Not kept. ");
    await one.find("device-full").waitFor();
    assert.equal((await one.find("save-state").innerText()).replace(/\s+/g, " ").trim(), "Offline – keep this tab open kept in this tab only");
    await one.find("device-full").getByRole("button", { name: "Copy the whole text" }).waitFor();
    assert.deepEqual(await findings(one.page), []);
    const asked = one.page.waitForEvent("dialog");
    one.page.close({ runBeforeUnload: true });
    const dialog = await asked;
    assert.equal(dialog.type(), "beforeunload");
    await dialog.dismiss();
    network.heal();
    await one.saved();
    const stored = section(await server.view(ada, id), "prose").body;
    assert.equal(stored, "Kept. Not kept. ");
    await one.page.evaluate(() => (globalThis.isFull = false));
    await eventually("the device takes it again", async () => (await one.find("device-full").count()) === 0);
    assert.deepEqual(one.troubles, []);
    await one.close();
    await network.close();
  });

  test("a device whose clock is hours off shows the server's time, and saves as ever", async () => {
    const person = await Person.at(browser, server.url, ada);
    await person.page.addInitScript(() => {
      const Real = Date;
      const off = -3 * 3_600_000;
      globalThis.Date = class extends Real {
        constructor(...words) {
          super(...(words.length > 0 ? words : [Real.now() + off]));
        }
        static now() {
          return Real.now() + off;
        }
      };
    });
    const id = await server.createPlain(ada, "Wrong clock");
    await person.open(id);
    const body = `sections/${section(await server.view(ada, id), "prose").id}/body`;
    await person.type(body, "On time. ");
    await person.saved();
    await person.find("save-state").click();
    const words = await person.find("save-details").innerText();
    assert.match(words, /This device's clock is 180 min behind the server's/);
    const [, hour, minute] = /Has everything, since (\d\d):(\d\d):/.exec(words);
    const shown = Number(hour) * 60 + Number(minute);
    const now = await person.page.evaluate(() => {
      const real = new Date(Date.now() + 3 * 3_600_000);
      return real.getHours() * 60 + real.getMinutes();
    });
    assert.ok(Math.min(Math.abs(now - shown), 1440 - Math.abs(now - shown)) <= 2, `${shown} is shown at ${now}`);
    assert.deepEqual(person.troubles, []);
    await person.close();
  });

  test("a newer version waits until it is asked for, and never while words are unsent", async () => {
    const versions = await Versions.of(server.port);
    const id = await server.createPlain(ada, "Versions");
    const body = `sections/${section(await server.view(ada, id), "prose").id}/body`;
    const one = await Person.at(browser, versions.url, ada);
    await one.open(id);
    await one.page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
    await one.page.reload();
    await one.saved();
    const [first, other] = [one.page, await one.context.newPage()];
    await other.goto(`${versions.url}/p/${id}`);
    const old = await build(one);

    versions.build = "newer";
    await one.page.evaluate(() => navigator.serviceWorker.getRegistration().then((registration) => registration.update()).then(() => true));
    const notice = one.find("new-version");
    await notice.waitFor();
    assert.match(await notice.innerText(), /A new version is ready/);
    assert.deepEqual(await findings(one.page), []);
    // The open page goes on, and an address opened meanwhile is of its build.
    await one.type(body, "Still the old one. ");
    await one.saved();
    await one.page.reload();
    await one.saved();
    assert.equal(await build(one), old);

    await notice.waitFor();
    await server.kill();
    await one.waitForState("offline");
    await one.type(body, "Unsent. ");
    await eventually("it is not offered now", async () => (await notice.count()) === 0);
    await server.launch();
    await one.saved();
    await notice.waitFor();
    await notice.getByRole("button", { name: "Reload" }).click();
    await eventually("the page is the newer one", async () => (await build(one)) === "newer");
    await one.waitForText(body, "Still the old one. Unsent. ");

    // The other tab was not touched, and is told.
    one.page = other;
    assert.equal(await build(one), old);
    await one.find("new-version").waitFor();
    await one.waitForText(body, "Still the old one. Unsent. ");
    assert.deepEqual(Object.keys(await one.page.evaluate(cached)).sort(), [`debrief-page-${old}`, "debrief-page-newer"].sort());
    one.page = first;
    versions.build = "newest";
    await one.page.evaluate(() => navigator.serviceWorker.getRegistration().then((registration) => registration.update()).then(() => true));
    await one.find("new-version").getByRole("button", { name: "Reload" }).click();
    await eventually("the page is the newest one", async () => (await build(one)) === "newest");
    await eventually("two builds are kept, not three", async () => {
      return Object.keys(await one.page.evaluate(cached)).sort().join() === "debrief-page-newer,debrief-page-newest";
    });
    assert.deepEqual(one.troubles, []);
    await one.close();
    await versions.close();
  });

  test("it can be installed: manifest, icons and service worker are there", async () => {
    const html = await (await fetch(server.url)).text();
    const at = (pattern) => new URL(pattern.exec(html)[1], server.url);
    const manifest = await fetch(at(/rel="manifest" href="([^"]+)"/));
    assert.equal(manifest.headers.get("content-type"), "application/manifest+json");
    const { icons, display, start_url } = await manifest.json();
    assert.deepEqual([display, start_url], ["standalone", "/"]);
    assert.ok(icons.some(({ purpose, sizes }) => purpose === "maskable" && sizes === "512x512"));
    for (const { src, type } of [...icons, { src: at(/apple-touch-icon" href="([^"]+)"/).pathname, type: "image/png" }]) {
      const icon = await fetch(new URL(src, server.url));
      assert.deepEqual([icon.status, icon.headers.get("content-type")], [200, type]);
    }
    const worker = await fetch(new URL("/sw.js", server.url));
    assert.equal(worker.headers.get("cache-control"), "no-cache");
    assert.match(worker.headers.get("content-security-policy"), /^default-src 'none'; connect-src 'self'/);
  });
});
