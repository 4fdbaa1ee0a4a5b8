/** The unmodified y-websocket client of npm against the real server: no code of Debrief's on the client's side. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import WebSocket from "ws";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";

import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";

describe("y-websocket", { timeout: SUITE_DEADLINE }, () => {
  let server, ada, grace;
  const providers = [];

  before(async () => {
    server = await Server.start();
    ada = server.account("Ada Admin", "admin");
    grace = server.account("Grace Member");
  });

  after(async () => {
    for (const provider of providers) {
      provider.destroy();
      // Ends the provider's awareness, whose timer would keep this process alive.
      provider.doc.destroy();
    }
    await server?.close();
  });

  /** A document of one's own behind a provider, in sync. */
  async function join(account, id) {
    const doc = new Y.Doc();
    const url = `${server.url.replace("http", "ws")}/api/postmortems`;
    const options = { WebSocketPolyfill: WebSocket, params: { token: account.token }, disableBc: true, maxBackoffTime: 500 };
    const provider = new WebsocketProvider(url, `${id}/sync`, doc, options);
    providers.push(provider);
    await eventually("it is in sync", () => provider.synced);
    return { doc, provider, awareness: provider.awareness, title: doc.getText("title") };
  }

  /** The body of the first section of text. */
  function discussion(doc) {
    return [...doc.getMap("sections").values()].find((section) => section.get("kind") === "prose").get("body");
  }

  test("two providers write one postmortem and the server has the same", async () => {
    const id = await server.create(ada, "Checkout refused cards");
    const [one, two] = [await join(ada, id), await join(grace, id)];
    assert.equal(one.title.toString(), "Checkout refused cards");

    one.title.insert(0, "2026: ");
    two.title.insert(two.title.length, " \u{1f9ef}");
    discussion(one.doc).insert(0, "From one. ");
    discussion(two.doc).insert(0, "From two. ");
    const entry = new Y.Map(Object.entries({ at: "2026-11-21T10:00:00Z", kind: "action", text: new Y.Text("Paged") }));
    one.doc.getMap("timeline").set("an-id-of-yjs", entry);
    await eventually("both hold the same", () => {
      const held = [one, two].map(({ doc }) => JSON.stringify([doc.getText("title"), discussion(doc), doc.getMap("timeline")]));
      return held[0] === held[1] && held[0].includes("From two") && held[0].includes("Paged") && held[0].includes("\u{1f9ef}");
    });
    const view = await eventually("the server has it", async () => {
      const view = await server.view(ada, id);
      return view.timeline.length === 1 && view.title === one.title.toString() && view;
    });
    assert.equal(view.title, "2026: Checkout refused cards \u{1f9ef}");
    assert.equal(view.timeline[0].text, "Paged");
    assert.equal(view.sections.find((section) => section.kind === "prose").body, discussion(one.doc).toString());
  });

  test("the roots have the documented shape", async () => {
    const id = await server.create(ada, "Shape", "google-sre");
    const { doc } = await join(ada, id);
    doc.getMap("meta");
    doc.getMap("mitigations");
    for (const root of ["meta", "sections", "timeline", "mitigations", "meeting"]) doc.getMap(root);
    const shape = doc.toJSON();
    assert.equal(shape.title, "Shape");
    assert.deepEqual(Object.keys(shape).sort(), ["meeting", "meta", "mitigations", "sections", "timeline", "title"]);
    const sections = Object.values(shape.sections);
    assert.ok(sections.length > 5);
    for (const section of sections) {
      assert.ok(["prose", "timeline", "mitigations"].includes(section.kind), section.kind);
      for (const field of ["rank", "heading", "guidance", "body"]) assert.equal(typeof section[field], "string", field);
    }
    assert.ok([...doc.getMap("sections").values()].every((section) => section.get("body") instanceof Y.Text));
  });

  test("awareness goes both ways, with the account's name", async () => {
    const id = await server.create(ada, "Presence");
    const [one, two] = [await join(ada, id), await join(grace, id)];
    one.awareness.setLocalStateField("user", { name: "Somebody else" });
    one.awareness.setLocalStateField("place", "here");
    two.awareness.setLocalStateField("place", "there");
    const sees = (client, other) => client.awareness.getStates().get(other.doc.clientID);
    await eventually("one sees two", () => sees(one, two)?.place === "there");
    await eventually("two sees one", () => sees(two, one)?.place === "here");
    assert.equal(sees(two, one).user.name, "Ada Admin");
    assert.equal(sees(one, two).user.name, "Grace Member");
    two.provider.disconnect();
    await eventually("two has left", () => !sees(one, two));
  });

  test("a viewer is told that nothing was taken and goes on reading", async () => {
    const id = await server.create(ada, "Read only");
    await server.api(ada, "PATCH", `/postmortems/${id}/access`, { workspace_role: "viewer" });
    const [writer, reader] = [await join(ada, id), await join(grace, id)];
    writer.title.insert(0, "Mistyped. ");
    writer.title.delete(0, 10);
    writer.title.insert(0, "Seen: ");
    await eventually("the reader sees it", () => reader.title.toString() === "Seen: Read only");

    const warnings = [];
    const { warn } = console;
    console.warn = (...words) => warnings.push(words.join(" "));
    try {
      // Whoever has deletions to tell of, and nothing new, is not scolded for connecting again.
      reader.provider.disconnect();
      await eventually("the reader has left", () => !reader.provider.wsconnected);
      reader.provider.connect();
      await eventually("the reader is back", () => reader.provider.synced);
      writer.title.insert(0, "Again ");
      await eventually("the reader reads on", () => reader.title.toString() === "Again Seen: Read only");
      assert.deepEqual(warnings, []);

      reader.title.insert(0, "Mine now. ");
      reader.title.delete(12, 3);
      await eventually("the reader is told", () => warnings.length === 2);
      assert.match(warnings[0], /you can read this postmortem but not change it/);
    } finally {
      console.warn = warn;
    }
    writer.title.insert(0, "Still here: ");
    await eventually("the reader reads on", () => reader.title.toString().includes("Still here: "));
    assert.ok(reader.provider.wsconnected);
    assert.equal(writer.title.toString(), "Still here: Again Seen: Read only");
    assert.equal((await server.view(ada, id)).title, writer.title.toString());
  });

  test("a killed server is found again and nothing is lost", async () => {
    const id = await server.create(ada, "Through a restart");
    const [one, two] = [await join(ada, id), await join(grace, id)];
    one.title.insert(one.title.length, ", written before");
    await eventually("two has it", () => two.title.toString().endsWith("before"));
    await server.kill();
    await eventually("both have noticed", () => !one.provider.wsconnected && !two.provider.wsconnected);
    one.title.insert(one.title.length, ", while away");
    two.title.insert(0, "Both: ");
    await server.launch();
    const expected = "Both: Through a restart, written before, while away";
    await eventually("both are back", () => one.title.toString() === expected && two.title.toString() === expected);
    await eventually("the server has it", async () => (await server.view(ada, id)).title === expected);
  });
});
