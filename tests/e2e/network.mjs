/**
 * A network between browser and server that fails as real ones do: it swallows bytes and tells nobody, loses one direction only, forgets one end of a connection,
 * or gives a machine another address. What a connection has swallowed is gone: it never works again, as in a router that was restarted, and only a new one does.
 */
import { connect, createServer } from "node:net";

export class Network {
  #pairs = new Set();
  #server;
  #swallowed = new Set();
  #refuses = false;
  #address = 1;
  /** Bytes that went nowhere. */
  lost = 0;

  /** A network to a port of this machine; `url` is where browsers connect to. */
  static async to(port) {
    const network = new Network();
    network.#server = createServer((near) => network.#join(near, port));
    await new Promise((resolve) => network.#server.listen(0, "127.0.0.1", resolve));
    network.url = `http://127.0.0.1:${network.#server.address().port}`;
    return network;
  }

  #join(near, port) {
    if (this.#refuses) return near.resetAndDestroy();
    const far = connect({ port, host: "127.0.0.1", localAddress: `127.0.0.${this.#address}` });
    const pair = { near, far, dead: new Set(this.#swallowed), deaf: false };
    this.#pairs.add(pair);
    const pass = (from, to, way) => {
      from.setNoDelay(true);
      from.on("data", (bytes) => {
        if (pair.dead.has(way)) this.lost += bytes.length;
        else if (!to.destroyed) to.write(bytes);
      });
      from.on("error", () => {});
      from.on("close", () => {
        // A dead connection is not closed either: nobody is left to say so.
        if (pair.deaf || pair.dead.size > 0) return;
        to.destroy();
        this.#pairs.delete(pair);
      });
    };
    pass(near, far, "up");
    pass(far, near, "down");
  }

  /** Loses what is sent from here on, on every connection: `up` to the server, `down` to the browser, or both. */
  swallow(...ways) {
    for (const way of ways.length > 0 ? ways : ["up", "down"]) {
      this.#swallowed.add(way);
      for (const pair of this.#pairs) pair.dead.add(way);
    }
  }

  /** The server's end of every connection is closed, and the browser's hears nothing of it. */
  halve() {
    for (const pair of this.#pairs) {
      pair.deaf = true;
      pair.dead.add("up").add("down");
      pair.far.destroy();
    }
  }

  /** Another Wi-Fi: what is open is dead without a word, and what is new comes from another address. */
  move() {
    for (const pair of this.#pairs) pair.dead.add("up").add("down");
    this.#address = (this.#address % 9) + 1;
  }

  /** Every connection is reset, and new ones are refused until it heals. */
  cut() {
    this.#refuses = true;
    this.reset();
  }

  /** Every connection is reset. */
  reset() {
    for (const { near, far } of this.#pairs) {
      near.resetAndDestroy();
      far.destroy();
    }
    this.#pairs.clear();
  }

  /** New connections work. Those that lost something stay dead. */
  heal() {
    this.#refuses = false;
    this.#swallowed.clear();
  }

  async close() {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
