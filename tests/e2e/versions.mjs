/** A server whose page can be of another build: in front of the real one, with the build's name replaced in index.html and in the service worker. */
import { createServer, request } from "node:http";
import { connect } from "node:net";

/** What is rewritten; everything else passes as it is. */
const NAMED = new Set(["/", "/sw.js"]);

export class Versions {
  /** What to call the build; nothing: as it is called. */
  build = null;

  static async of(port) {
    const versions = new Versions();
    versions.server = createServer((incoming, outgoing) => versions.#pass(incoming, outgoing, port));
    versions.server.on("upgrade", (incoming, near, head) => {
      const far = connect(port, "127.0.0.1", () => {
        const headers = incoming.rawHeaders.map((word, at) => (at % 2 ? `${word}\r\n` : `${word}: `)).join("");
        far.write(`${incoming.method} ${incoming.url} HTTP/1.1\r\n${headers}\r\n`);
        far.write(head);
        near.pipe(far).pipe(near);
      });
      for (const socket of [near, far]) socket.on("error", () => (near.destroy(), far.destroy()));
    });
    await new Promise((resolve) => versions.server.listen(0, "127.0.0.1", resolve));
    versions.url = `http://127.0.0.1:${versions.server.address().port}`;
    return versions;
  }

  #pass(incoming, outgoing, port) {
    const { method, url, headers } = incoming;
    const ask = request({ port, host: "127.0.0.1", method, path: url, headers }, (answer) => {
      const isPage = answer.headers["content-type"]?.startsWith("text/html") || NAMED.has(url);
      if (!this.build || !isPage) {
        outgoing.writeHead(answer.statusCode, answer.headers);
        return answer.pipe(outgoing);
      }
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => {
        const text = Buffer.concat(parts)
          .toString()
          .replace(/(name="build" content=")[^"]*/, `$1${this.build}`)
          .replace(/(BUILD = ")[^"]*/, `$1${this.build}`);
        const { "content-length": _, ...rest } = answer.headers;
        outgoing.writeHead(answer.statusCode, rest);
        outgoing.end(text);
      });
    });
    ask.on("error", () => outgoing.destroy());
    incoming.pipe(ask);
  }

  async close() {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
