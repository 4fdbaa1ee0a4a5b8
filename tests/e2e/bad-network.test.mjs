/**
 * The network swallows bytes and tells nobody, while two people type: every keystroke is there afterwards, and *Saved* was said of none that was not.
 * The same for 15 minutes of random faults: `cargo xtask torture --network`.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { Person, launch, section } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";
import { Network } from "./network.mjs";
import { LETTERS, Writer } from "./writer.mjs";

describe("bad network", { timeout: SUITE_DEADLINE }, () => {
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

  /** Two people type; `fail` breaks something, `heal` is what makes it work again. */
  function faulty(name, fail, heal = () => {}) {
    test(name, async () => {
      const network = await Network.to(server.port);
      const id = await server.createPlain(ada, name);
      const body = `sections/${section(await server.view(ada, id), "prose").id}/body`;
      const people = await Promise.all([Person.at(browser, network.url, ada), Person.at(browser, server.url, grace)]);
      const writers = people.map((person, index) => new Writer(person, body, LETTERS[index], ["End", "Home"][index]));
      const stored = async () => section(await server.view(ada, id), "prose").body;
      /** What is called saved is on the server. */
      const honest = async () => {
        const claims = await Promise.all(writers.map((writer) => writer.claimed()));
        const text = await stored();
        writers.forEach((writer, index) => assert.ok(writer.of(text).length >= claims[index], `${name}: ${claims[index]} called saved`));
      };
      for (const writer of writers) {
        await writer.person.open(id);
        await writer.sit();
        writer.start();
      }
      const scene = { network, server, people, writers, id };
      await eventually("both have typed", async () => {
        const text = await stored();
        return writers.every((writer) => writer.of(text).length > 10);
      });
      await fail(scene);
      await eventually("one's page notices", async () => (await people[0].saveState()) === "offline");
      await heal(scene);
      await honest();
      network.heal();
      await eventually("one's page is connected again", async () => (await people[0].saveState()) !== "offline");
      await Promise.all(writers.map((writer) => writer.rest()));
      await honest();
      await Promise.all(people.map((person) => person.saved()));
      const text = await eventually("both pages and the server read the same", async () => {
        const texts = [await stored(), ...(await Promise.all(people.map((person) => person.read(body))))];
        return texts.every((text) => text === texts[0]) && texts[0];
      });
      for (const writer of writers) {
        writer.check(text);
        assert.deepEqual(writer.person.troubles, []);
      }
      await Promise.all([...people.map((person) => person.close()), network.close()]);
    });
  }

  faulty("packets are swallowed both ways", ({ network }) => network.swallow());
  faulty("what the page sends is swallowed", ({ network }) => network.swallow("up"));
  faulty("what the server sends is swallowed", ({ network }) => network.swallow("down"));
  faulty("the server's end of the connection is gone", ({ network }) => network.halve());
  faulty("another Wi-Fi: the connection is dead, and the address another", ({ network }) => network.move());
  faulty("the connection is reset, and new ones are refused", ({ network }) => network.cut());
  faulty(
    "the page sleeps, and its connection dies meanwhile",
    async ({ network, people: [one], writers: [writer, other] }) => {
      await writer.rest();
      const cdp = await one.context.newCDPSession(one.page);
      await cdp.send("Page.setWebLifecycleState", { state: "frozen" });
      network.swallow();
      const heard = other.typed.length;
      await eventually("the other goes on", async () => other.typed.length > heard + 100);
      await cdp.send("Page.setWebLifecycleState", { state: "active" });
      writer.start();
    },
  );
  faulty("the server is stopped", ({ server }) => server.stop(), ({ server }) => server.launch());
  faulty("the server is killed", ({ server }) => server.kill(), ({ server }) => server.launch());
});
