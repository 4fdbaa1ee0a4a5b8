/** Builds the plain page and serves it on a port of its own; its socket is passed on to Debrief. */
import { spawnSync } from "node:child_process";
import { createServer } from "node:http";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../plain/", import.meta.url));

/** Gives the address, and what it weighs, in bytes of JavaScript. */
export async function servePlain(port) {
  const esbuild = ["node_modules/esbuild/bin/esbuild", "main.js", "--bundle", "--minify", "--format=esm", "--target=es2022"];
  const built = spawnSync("node", esbuild, { cwd: folder, maxBuffer: 1 << 26 });
  if (built.status !== 0) throw new Error(built.stderr.toString());
  const server = createServer((request, response) => {
    const script = request.url.startsWith("/main.js");
    response.setHeader("content-type", script ? "text/javascript" : "text/html");
    response.end(script ? built.stdout : "<!doctype html><meta charset=utf-8><body><script type=module src=/main.js></script>");
  });
  server.on("upgrade", (request, near, head) => {
    const far = connect(port, "127.0.0.1", () => {
      const { origin: _, ...headers } = request.headers;
      const lines = Object.entries({ ...headers, host: `127.0.0.1:${port}` }).map(([name, value]) => `${name}: ${value}\r\n`);
      far.write(`GET ${request.url} HTTP/1.1\r\n${lines.join("")}\r\n`);
      far.write(head);
      near.pipe(far).pipe(near);
    });
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      socket.on("error", () => (near.destroy(), far.destroy()));
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, bytes: built.stdout.length, close: () => server.close() };
}
