/** Plays random plans on real Yjs and prints what a server would be sent, one update a line: `node plan.mjs VERSION SEED PLANS`. */
const [version, seed, plans] = process.argv.slice(2);
const Y = await import(`yjs-${version}`);

/** SplitMix-like dice: the same seed plays the same plans. */
function dice(state) {
  const next = () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
  const below = (bound) => next() % bound;
  return { below, pick: (list) => list[below(list.length)] };
}

const hex = (bytes) => Buffer.from(bytes).toString("hex");
const map = (fields) => new Y.Map(Object.entries(fields));
/** Roots that take values and shared types of any shape; the meeting takes plain values under keys of its own. */
const ROOTS = ["meta", "sections", "timeline", "mitigations"];
const WORDS = ["x", "two words ", "\u{1f692}", "é", "\n", "- item\n", "日本語", "a long sentence that somebody pastes. ".repeat(5)];

class Replica {
  constructor(server, id, gc) {
    this.server = server;
    this.doc = new Y.Doc({ gc });
    this.doc.clientID = id;
    this.online = true;
    this.waiting = [];
    this.doc.on("update", (update, origin) => {
      if (origin === "remote") return;
      if (this.online) server.take(update);
      else this.waiting.push(update);
    });
    this.title = this.doc.getText("title");
    this.roots = Object.fromEntries(ROOTS.map((name) => [name, this.doc.getMap(name)]));
    this.undo = new Y.UndoManager([this.title, ...Object.values(this.roots)], { captureTimeout: 0 });
  }

  /** Gives the server what it lacks, in one of the ways in which clients do, and takes what it has. */
  reconnect(random) {
    const known = Y.encodeStateVector(this.server.doc);
    const ways = [() => [Y.encodeStateAsUpdate(this.doc, known)], () => this.waiting, () => [Y.encodeStateAsUpdate(this.doc)]];
    if (Y.mergeUpdates && this.waiting.length > 0) ways.push(() => [Y.mergeUpdates(this.waiting)]);
    if (Y.diffUpdate) ways.push(() => [Y.diffUpdate(Y.encodeStateAsUpdate(this.doc), known)]);
    random.pick(ways)().forEach((update) => this.server.take(update));
    this.waiting = [];
    this.online = true;
    this.pull(random);
  }

  pull(random) {
    const update = random.below(4) === 0
      ? Y.encodeStateAsUpdate(this.server.doc)
      : Y.encodeStateAsUpdate(this.server.doc, Y.encodeStateVector(this.doc));
    Y.applyUpdate(this.doc, update, "remote");
  }
}

class Server {
  constructor() {
    this.doc = new Y.Doc();
    this.clones = [];
  }

  take(update) {
    console.log(`update ${hex(update)}`);
    Y.applyUpdate(this.doc, update, "remote");
  }
}

function seedDocument(replica) {
  replica.doc.transact(() => {
    replica.title.insert(0, "Checkout refused cards");
    for (const id of ["s1", "s2"]) {
      const fields = { rank: id, kind: "prose", heading: new Y.Text("Discussion"), guidance: "", body: new Y.Text() };
      replica.roots.sections.set(id, map(fields));
    }
  });
}

function texts(replica) {
  const nested = ["sections", "timeline", "mitigations"].flatMap((root) => [...replica.roots[root].values()]);
  const fields = nested.flatMap((item) => [...item.values()]).filter((value) => value instanceof Y.Text);
  return [replica.title, ...fields];
}

function act(replica, random, number) {
  const { roots } = replica;
  const item = random.pick([...roots.timeline.values(), ...roots.sections.values()]);
  switch (random.below(16)) {
    case 0:
      return roots.timeline.set(`e${number}`, map({
        at: "2026-03-11T14:30:00+01:00",
        kind: "action",
        text: new Y.Text("Paged"),
        evidence: Y.Array.from([{ url: "https://example.com", title: "Graph" }]),
      }));
    case 1: {
      const evidence = item?.get("evidence");
      if (evidence === undefined) return item?.set("evidence", new Y.Array());
      if (evidence.length > 0 && random.below(2)) return evidence.delete(random.below(evidence.length), 1);
      return evidence.insert(random.below(evidence.length + 1), [{ url: `u${number}` }, map({ url: "nested", title: "Map" })]);
    }
    case 2:
      return roots.meta.set(random.pick(["severity", "services", "detected"]), random.pick(["high", ["a", "b"], 3, true, null, 1.5, { k: [1] }]));
    case 3:
      return roots.meta.delete("severity");
    case 4:
      return roots.timeline.size > 2 ? roots.timeline.delete([...roots.timeline.keys()][0]) : undefined;
    case 5:
      return item?.set("removed_at", `2026-03-12T09:00:${number}Z`);
    case 6:
      return replica.undo.undo();
    case 7:
      return replica.undo.redo();
    case 8:
      replica.undo.undo();
      replica.undo.undo();
      return replica.undo.redo();
    case 9:
      return item?.set(random.pick(["heading", "text"]), new Y.Text(random.pick(WORDS)));
    default: {
      const text = random.pick(texts(replica));
      const times = random.below(6) === 0 ? 20 : 1;
      const front = random.below(4) === 0;
      for (let time = 0; time < times; time += 1) {
        const at = front ? 0 : random.below(text.length + 1);
        if (random.below(3) === 0 && text.length > 0) {
          const from = random.below(text.length);
          text.delete(from, Math.min(text.length - from, 1 + random.below(8)));
        } else {
          text.insert(at, random.pick(WORDS));
        }
      }
    }
  }
}

for (let plan = 0; plan < Number(plans); plan += 1) {
  console.log(`plan ${version} ${seed} ${plan}`);
  const random = dice(Number(seed) * 1_000 + plan);
  const server = new Server();
  const replicas = [1, 2, 3].map((_, index) => new Replica(server, 1 + random.below(2 ** 31) * 8 + index, random.below(3) > 0));
  seedDocument(replicas[0]);
  replicas.slice(1).forEach((replica) => replica.pull(random));
  for (let number = 0; number < 150; number += 1) {
    const replica = random.pick(replicas);
    if (random.below(12) === 0) replica.online = false;
    else if (!replica.online && random.below(12) === 0) replica.reconnect(random);
    else if (random.below(4) === 0 && replica.online) replica.pull(random);
    else if (random.below(8) === 0) replica.doc.transact(() => [1, 2, 3].forEach((part) => act(replica, random, number * 4 + part)));
    else act(replica, random, number * 4);
  }
  replicas.forEach((replica) => replica.reconnect(random));
  // A page that opens anew sends everything it was given.
  server.take(Y.encodeStateAsUpdate(server.doc));
  replicas.forEach((replica) => replica.pull(random));
  const shown = new Set([server.doc, ...replicas.map(({ doc }) => doc)].map((doc) => doc.getText("title").toString()));
  if (shown.size !== 1) throw new Error(`Yjs does not agree with itself: ${[...shown].join(" | ")}`);
  console.log(`title ${hex(Buffer.from([...shown][0]))}`);
}
