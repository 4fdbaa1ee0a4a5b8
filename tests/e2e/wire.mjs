/** A network between browser and server that can be cut, or go silent as a dead socket does: nobody is told, nothing arrives. */
import { connect, createServer } from "node:net";

export class Wire {
  #connections = new Set();
  #server;
  #up = true;
  #silent = false;

  /** A wire to a port of this machine; `url` is where browsers connect to. */
  static async to(port) {
    const wire = new Wire();
    wire.#server = createServer((near) => wire.#join(near, port));
    await new Promise((resolve) => wire.#server.listen(0, "127.0.0.1", resolve));
    wire.url = `http://127.0.0.1:${wire.#server.address().port}`;
    return wire;
  }

  #join(near, port) {
    if (!this.#up) return near.destroy();
    const far = connect(port, "127.0.0.1");
    const pair = { near, far };
    this.#connections.add(pair);
    const end = () => {
      near.destroy();
      far.destroy();
      this.#connections.delete(pair);
    };
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      socket.on("error", end);
      socket.on("close", end);
    }
    near.pipe(far);
    far.pipe(near);
    if (this.#silent) this.#mute(pair);
  }

  #mute({ near, far }) {
    near.unpipe(far);
    far.unpipe(near);
    near.pause();
    far.pause();
  }

  /** Breaks every connection and lets none through. */
  cut() {
    this.#up = false;
    for (const { near, far } of [...this.#connections]) {
      near.destroy();
      far.destroy();
    }
  }

  /** Connections stay open, and nothing goes through any more, not even through new ones. */
  silence() {
    this.#silent = true;
    for (const pair of this.#connections) this.#mute(pair);
  }

  /** New connections work again; silent ones are broken. */
  mend() {
    if (this.#silent) {
      this.cut();
      this.#silent = false;
    }
    this.#up = true;
  }

  async close() {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
