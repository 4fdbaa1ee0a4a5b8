/** The real server as a child process, for the tests in JavaScript; and waiting for a condition, under one deadline. */
import { spawn, spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** How long anything that a test waits for may take, in ms. Only ever used up by a failure. */
export const DEADLINE = 30_000;

/** How long all the tests of a file may take together, in ms: what hangs without a deadline of its own fails, too. */
export const SUITE_DEADLINE = 600_000;

const BINARY = process.env.DEBRIEF_BIN ?? fileURLToPath(new URL("../../target/debug/debrief", import.meta.url));

/** Asks `probe` until it gives something true, and gives that. What it throws counts as "not yet". */
export async function eventually(what, probe) {
  const end = Date.now() + DEADLINE;
  for (;;) {
    let last;
    try {
      const value = await probe();
      if (value) return value;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`waited ${DEADLINE} ms in vain: ${what}`, { cause: last });
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** A port that nobody listens on, below those that the system hands out for outgoing connections: it is still free at a restart. */
async function freePort() {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = randomInt(15_000, 30_000);
    const probe = createServer();
    const free = await new Promise((resolve) => {
      probe.once("error", () => resolve(false));
      probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
    });
    if (free) return port;
  }
  throw new Error("no free port");
}

/** The environment without Debrief's own settings. */
function cleanEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("DEBRIEF_")));
}

/** A running server with a data folder and a port of its own. */
export class Server {
  #child = null;
  #folder = mkdtempSync(path.join(tmpdir(), "debrief-e2e-"));

  /** Starts one; `flags` are further flags of `debrief serve`, where `{url}` stands for the address that it gets. */
  static async start(flags = []) {
    if (!existsSync(BINARY)) throw new Error("the server is not built: run `cargo build -p debrief-server`, or set DEBRIEF_BIN");
    const server = new Server();
    server.flags = flags;
    server.port = await freePort();
    server.url = `http://127.0.0.1:${server.port}`;
    await server.launch();
    return server;
  }

  get data() {
    return path.join(this.#folder, "data");
  }

  get log() {
    return readFileSync(path.join(this.#folder, "server.log"), "utf8");
  }

  /** Starts it again on the same port and data. */
  async launch() {
    const log = createWriteStream(path.join(this.#folder, "server.log"), { flags: "a" });
    await once(log, "open");
    const flags = ["serve", "--listen", `127.0.0.1:${this.port}`, "--data-dir", this.data, ...this.flags.map((flag) => flag.replace("{url}", this.url))];
    this.#child = spawn(BINARY, flags, { env: cleanEnvironment(), stdio: ["ignore", log, log] });
    const child = this.#child;
    await eventually("the server is ready", async () => {
      if (child.exitCode !== null) return true;
      return (await fetch(`${this.url}/readyz`)).ok;
    });
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${this.log}`);
  }

  /** SIGKILL: nothing is flushed, nothing is said. */
  async kill() {
    await this.#end("SIGKILL");
  }

  /** SIGTERM, and waits for the end. */
  async stop() {
    await this.#end("SIGTERM");
  }

  async #end(signal) {
    const child = this.#child;
    if (!child) return;
    this.#child = null;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }

  /** Ends it and removes what it kept. */
  async close() {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #run(words, input = "") {
    const done = spawnSync(BINARY, [...words, "--data-dir", this.data], { env: cleanEnvironment(), input, encoding: "utf8" });
    if (done.status !== 0) throw new Error(`debrief ${words[0]} ${words[1]}: ${done.stderr}`);
    return done.stdout.trim();
  }

  /** Runs another command on this server's data; gives what it prints. */
  command(...words) {
    return this.#run(words);
  }

  /** Makes an account; gives what to sign in with and an API token. */
  account(name, role = "member") {
    const email = `${name.toLowerCase().replaceAll(" ", ".")}@example.com`;
    const password = `${name} keeps a long secret`;
    this.#run(["user", "add", email, "--name", name, "--role", role, "--password-stdin"], `${password}\n`);
    return { name, email, password, token: this.#run(["token", "create", "--user", email]) };
  }

  /** A REST call by an account's token; gives the JSON, or the text if it is none. */
  async api(account, method, route, body) {
    const response = await fetch(`${this.url}/api${route}`, {
      method,
      headers: { authorization: `Bearer ${account.token}`, ...(body ? { "content-type": "application/json" } : {}) },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${route}: ${response.status} ${text}`);
    return response.headers.get("content-type")?.startsWith("application/json") ? JSON.parse(text) : text;
  }

  /** Creates a postmortem; gives its id. */
  async create(account, title, template = "pushpay") {
    return (await this.api(account, "POST", "/postmortems", { title, template })).id;
  }

  /** Creates a postmortem in three parts whose texts are empty; gives its id. */
  async createPlain(account, title) {
    const headings = [["timeline", "Timeline"], ["prose", "Discussion"], ["mitigations", "Mitigations"]];
    const sections = headings.map(([kind, heading]) => ({ kind, heading, guidance: `What about ${heading}?`, body: "" }));
    this.plain ??= (await this.api(account, "POST", "/templates", { name: "Plain", sections })).id;
    return this.create(account, title, this.plain);
  }

  /** The whole postmortem as the server has it. */
  async view(account, id) {
    return this.api(account, "GET", `/postmortems/${id}/export?format=json`);
  }
}
