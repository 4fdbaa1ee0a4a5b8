/** The document that pages are measured with: a section of 100 kB, 300 timeline entries, 50 comments, and ten others who type in it. */
import WebSocket from "ws";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";

import { section } from "./browser.mjs";
import { eventually } from "./harness.mjs";

const SECTION_CHARS = 100_000;
const ENTRIES = 300;
const COMMENTS = 50;
const OTHERS = 10;
/** Between two keys of one of the others, in ms. */
const OTHERS_PACE = 250;

const paragraph = "The cache for delivery slots was cold after the deploy, so each request went to the **database**, and the queue grew.\n\n";

export class Scene {
  #providers = [];
  #typing = [];

  /** Makes the document on a server. */
  static async on(server, account) {
    const scene = new Scene();
    Object.assign(scene, { server, account });
    scene.id = await server.createPlain(account, "A long night");
    scene.section = section(await server.view(account, scene.id), "prose").id;
    scene.body = `sections/${scene.section}/body`;
    const { doc } = await scene.#join();
    const body = doc.getMap("sections").get(scene.section).get("body");
    doc.transact(() => body.insert(0, paragraph.repeat(Math.ceil(SECTION_CHARS / paragraph.length))));
    doc.transact(() => {
      for (let minute = 0; minute < ENTRIES; minute += 1) {
        const at = new Date(Date.UTC(2026, 10, 21, 2, minute)).toISOString().replace(".000", "");
        const text = new Y.Text(`Step ${minute} of the response: looked at the queue and at what it waits for`);
        doc.getMap("timeline").set(`entry-${minute}`, new Y.Map(Object.entries({ at, kind: "action", text, evidence: new Y.Array() })));
      }
    });
    await eventually("the server has it", async () => {
      const view = await server.view(account, scene.id);
      return view.timeline.length === ENTRIES && section(view, "prose").body.length === body.length;
    });
    for (let number = 0; number < COMMENTS; number += 1) {
      const inBody = number % 2 === 0;
      const path = inBody ? scene.body : `timeline/entry-${number * 6}/text`;
      const text = inBody ? body : doc.getMap("timeline").get(`entry-${number * 6}`).get("text");
      const from = inBody ? 200 + number * 1_900 : 5;
      const position = (at, assoc) => Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, at, assoc));
      const anchor = { text: path, start: position(from, 0), end: position(from + 12, -1) };
      const quote = text.toString().slice(from, from + 12);
      await server.api(account, "POST", `/postmortems/${scene.id}/comments`, { anchor, quote, body: `How did we see this, number ${number}?` });
    }
    return scene;
  }

  async #join() {
    const doc = new Y.Doc();
    const options = { WebSocketPolyfill: WebSocket, params: { token: this.account.token }, disableBc: true };
    const provider = new WebsocketProvider(`${this.server.url.replace("http", "ws")}/api/postmortems`, `${this.id}/sync`, doc, options);
    this.#providers.push(provider);
    await eventually("it is in sync", () => provider.synced);
    return { doc, awareness: provider.awareness };
  }

  /** Ten others type from here on: half of them in the section, half in entries, each with a caret. */
  async othersType() {
    for (let number = 0; number < OTHERS; number += 1) {
      const { doc, awareness } = await this.#join();
      const inBody = number % 2 === 0;
      const path = inBody ? this.body : `timeline/entry-${number * 20}/text`;
      const text = inBody ? doc.getMap("sections").get(this.section).get("body") : doc.getMap("timeline").get(`entry-${number * 20}`).get("text");
      const start = Y.createRelativePositionFromTypeIndex(text, inBody ? 1_000 + number * 9_000 : 4);
      this.#typing.push(
        setInterval(() => {
          const at = Y.createAbsolutePositionFromRelativePosition(start, doc).index;
          text.insert(at, "o");
          const caret = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, at));
          awareness.setLocalState({ cursor: { text: path, anchor: caret, head: caret } });
        }, OTHERS_PACE),
      );
    }
  }

  othersRest() {
    for (const timer of this.#typing.splice(0)) clearInterval(timer);
  }

  close() {
    this.othersRest();
    for (const provider of this.#providers) {
      provider.destroy();
      provider.doc.destroy();
    }
  }
}
