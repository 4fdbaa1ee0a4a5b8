/**
 * Pictures on their way to the server: pasted, dropped or chosen. Each holds its place in the text while it is under way, whatever
 * others write around it, and becomes Markdown there when it has arrived. Until then it is in this page's memory and nowhere else.
 */
import { Prec, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, ViewPlugin, WidgetType } from "@codemirror/view";
import { paragraph } from "./images-text.js";
import { sendPicture } from "./images-wire.js";
import * as texts from "./texts.js";

/** Largest that the server takes, in bytes. */
const MAX_BYTES = 10 * 1024 * 1024;
const RETRY_MS = [2_000, 5_000, 10_000, 20_000];
const ACCEPTED = "image/png,image/jpeg,image/webp,image/gif";

/**
 * @typedef {object} Upload
 * @property {number} id
 * @property {number} pos
 * @property {File} file
 * @property {"waiting" | "sending" | "offline" | "failed"} state
 * @property {number} [progress] 0 to 1
 * @property {string} [words] what went wrong and what to do
 * @property {boolean} [hopeless] trying again would change nothing
 */

/** @type {import("@codemirror/state").StateEffectType<Upload>} */
const put = StateEffect.define({ map: (upload, changes) => ({ ...upload, pos: changes.mapPos(upload.pos, -1) }) });
/** @type {import("@codemirror/state").StateEffectType<Partial<Upload> & {id: number}>} */
const change = StateEffect.define();
/** @type {import("@codemirror/state").StateEffectType<number>} */
const drop = StateEffect.define();

/** All that are under way on the page: closing it would lose them. */
const underWay = new Set();
/** Those of texts that left the page: they go on when the text is there again. @type {Map<string, Upload[]>} */
const parked = new Map();
let lastId = 0;

function warn(event) {
  event.preventDefault();
}

function track(id, is) {
  if (is) underWay.add(id);
  else underWay.delete(id);
  if (underWay.size > 0) window.addEventListener("beforeunload", warn);
  else window.removeEventListener("beforeunload", warn);
}

/** @type {StateField<Upload[]>} */
const field = StateField.define({
  create: () => [],
  update(list, transaction) {
    let next = transaction.docChanged
      ? list.map((upload) => ({ ...upload, pos: transaction.changes.mapPos(upload.pos, -1) }))
      : list;
    for (const effect of transaction.effects) {
      if (effect.is(put)) next = [...next, effect.value];
      if (effect.is(drop)) next = next.filter(({ id }) => id !== effect.value);
      if (effect.is(change)) next = next.map((upload) => (upload.id === effect.value.id ? { ...upload, ...effect.value } : upload));
    }
    return next;
  },
  provide: (shown) =>
    EditorView.decorations.compute([shown, "doc"], (state) =>
      Decoration.set(
        state.field(shown).map((upload) =>
          Decoration.widget({ widget: new Placeholder(upload), side: 1, block: true }).range(state.doc.lineAt(upload.pos).to),
        ),
        true,
      ),
    ),
});

const WORDS = {
  waiting: () => texts.WAITING_FOR_THE_PICTURE_BEFORE,
  sending: () => texts.ADDING_THE_PICTURE,
  offline: ({ words }) => words ?? texts.WAITING_FOR_THE_CONNECTION,
  failed: ({ words }) => words ?? texts.PICTURE_NOT_ADDED,
};

class Placeholder extends WidgetType {
  /** @param {Upload} upload */
  constructor(upload) {
    super();
    this.upload = upload;
  }

  eq(other) {
    const [one, two] = [this.upload, other.upload];
    return ["id", "state", "progress", "words"].every((name) => one[name] === two[name]);
  }

  toDOM(view) {
    const dom = document.createElement("div");
    dom.className = "cm-upload";
    const words = document.createElement("span");
    words.className = "cm-upload-words";
    words.setAttribute("role", "status");
    const bar = document.createElement("progress");
    bar.className = "cm-upload-bar";
    bar.max = 1;
    bar.setAttribute("aria-label", texts.ADDING_THE_PICTURE);
    const button = (label, run) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "cm-upload-button";
      made.textContent = label;
      made.addEventListener("mousedown", (event) => event.preventDefault());
      made.addEventListener("click", () => run(view.plugin(plugin), Number(dom.dataset.upload)));
      return made;
    };
    dom.append(words, bar, button(texts.TRY_AGAIN, (it, id) => it?.retry(id)), button(texts.REMOVE, (it, id) => it?.remove(id)));
    this.updateDOM(dom);
    return dom;
  }

  updateDOM(dom) {
    const { upload } = this;
    const [words, bar, again, remove] = dom.children;
    dom.dataset.upload = String(upload.id);
    dom.dataset.state = upload.state;
    const said = WORDS[upload.state](upload);
    if (words.textContent !== said) words.textContent = said;
    bar.hidden = upload.state !== "sending";
    if (upload.progress === undefined || upload.progress >= 1) bar.removeAttribute("value");
    else bar.value = upload.progress;
    again.hidden = upload.state !== "failed" || Boolean(upload.hopeless);
    remove.hidden = upload.state !== "failed" && upload.state !== "offline";
    return true;
  }

  get estimatedHeight() {
    return 44;
  }

  ignoreEvent() {
    return true;
  }
}

/** The folder that pictures go to, and which text this is. */
const target = StateField.define({ create: () => ({ folder: "", key: "" }), update: (value) => value });

class Uploader {
  /** @type {{id: number, abort: () => void} | null} */ #sending = null;
  #timer = 0;
  #failures = 0;

  /** @param {EditorView} view */
  constructor(view) {
    this.view = view;
    this.wake = () => this.#wake();
    window.addEventListener("online", this.wake);
    const { key } = view.state.field(target);
    const left = parked.get(key) ?? [];
    parked.delete(key);
    // Not while the editor is being made.
    if (left.length > 0) {
      queueMicrotask(() => {
        const end = view.state.doc.length;
        const again = (upload) => ({ ...upload, pos: Math.min(upload.pos, end), state: upload.state === "failed" ? "failed" : "waiting" });
        view.dispatch({ effects: left.map((upload) => put.of(again(upload))) });
        this.#next();
      });
    }
  }

  get #list() {
    return this.view.state.field(field);
  }

  /** @param {File[]} files @param {number} pos */
  add(files, pos) {
    const effects = files.map((file) => {
      const id = ++lastId;
      track(id, true);
      const large = file.size > MAX_BYTES;
      const words = large ? texts.PICTURE_TOO_LARGE : undefined;
      return put.of({ id, pos, file, state: large ? "failed" : "waiting", words, hopeless: large });
    });
    this.view.dispatch({ effects });
    this.#next();
  }

  /** @param {number} id */
  retry(id) {
    this.#change({ id, state: "waiting", words: undefined, progress: undefined });
    this.#next();
    this.view.focus();
  }

  /** @param {number} id */
  remove(id) {
    if (this.#sending?.id === id) this.#sending.abort();
    track(id, false);
    this.view.dispatch({ effects: drop.of(id) });
    this.#next();
    this.view.focus();
  }

  #change(patch) {
    this.view.dispatch({ effects: change.of(patch) });
  }

  /** Those that wait for the connection have their turn again. */
  #wake() {
    clearTimeout(this.#timer);
    const waiting = this.#list.filter(({ state }) => state === "offline");
    if (waiting.length === 0) return;
    this.view.dispatch({ effects: waiting.map(({ id }) => change.of({ id, state: "waiting", words: undefined, progress: undefined })) });
    this.#next();
  }

  /** One after the other, so that they stand in the order in which they came. */
  #next() {
    if (this.#sending || this.#list.some(({ state }) => state === "offline")) return;
    const upload = this.#list.find(({ state }) => state === "waiting");
    if (!upload) return;
    const { folder } = this.view.state.field(target);
    const sending = sendPicture(folder, upload.file, (progress) => this.#change({ id: upload.id, progress }));
    this.#sending = { id: upload.id, abort: sending.abort };
    this.#change({ id: upload.id, state: "sending", progress: 0 });
    sending.answer.then((answer) => this.#answered(upload.id, answer));
  }

  /** @param {number} id @param {import("./images-wire.js").Answer} answer */
  #answered(id, answer) {
    if (this.#sending?.id !== id) return;
    this.#sending = null;
    const upload = this.#list.find((held) => held.id === id);
    if (!upload) return this.#next();
    if (answer.later) {
      const pause = RETRY_MS[Math.min(this.#failures++, RETRY_MS.length - 1)];
      this.#change({ id, state: "offline", words: answer.words });
      this.#timer = setTimeout(this.wake, Math.max(pause, answer.pause ?? 0));
      return;
    }
    this.#failures = 0;
    if (!answer.markdown) {
      this.#change({ id, state: "failed", words: answer.words });
    } else if (this.view.state.readOnly) {
      this.#change({ id, state: "failed", words: texts.NOT_ADDED_WITHOUT_RIGHTS });
    } else {
      track(id, false);
      const { doc } = this.view.state;
      const changes = paragraph(doc, upload.pos, answer.markdown);
      // Those that came after it for the same place stand behind it.
      const pos = changes.from + changes.insert.length;
      const behind = this.#list.filter((other) => other.id !== id && doc.lineAt(other.pos).to === changes.from);
      const effects = [drop.of(id), ...behind.map((other) => change.of({ id: other.id, pos }))];
      this.view.dispatch({ changes, effects, userEvent: "input.picture" });
    }
    this.#next();
  }

  destroy() {
    window.removeEventListener("online", this.wake);
    clearTimeout(this.#timer);
    this.#sending?.abort();
    this.#sending = null;
    const { key } = this.view.state.field(target);
    if (this.#list.length > 0) parked.set(key, this.#list);
  }
}

const plugin = ViewPlugin.fromClass(Uploader);

/** The pictures among what was pasted or dropped. */
const picturesOf = (data) => [...(data?.files ?? [])].filter(({ type }) => type.startsWith("image/"));

const handlers = Prec.high(
  EditorView.domEventHandlers({
    paste(event, view) {
      const files = picturesOf(event.clipboardData);
      // Whoever copies from a word processor gets a picture of the words as well.
      if (files.length === 0 || view.state.readOnly || event.clipboardData?.getData("text/plain")) return false;
      event.preventDefault();
      view.plugin(plugin)?.add(files, view.state.selection.main.to);
      return true;
    },
    drop(event, view) {
      const files = picturesOf(event.dataTransfer);
      if (files.length === 0) return false;
      event.preventDefault();
      if (view.state.readOnly) return true;
      const at = view.posAtCoords({ x: event.clientX, y: event.clientY }, false);
      view.plugin(plugin)?.add(files, at);
      return true;
    },
  }),
);

/**
 * Lets a person choose pictures, for the place of the caret.
 *
 * @param {EditorView} view
 */
export function choosePictures(view) {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = ACCEPTED;
  input.multiple = true;
  input.addEventListener("change", () => view.plugin(plugin)?.add([...(input.files ?? [])], view.state.selection.main.to));
  input.click();
}

/** The extension. @param {string} folder @param {string} key */
export const uploads = (folder, key) => [target.init(() => ({ folder, key })), field, plugin, handlers];
