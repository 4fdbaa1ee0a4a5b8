/**
 * One picture to the server. `fetch` tells nothing of how far it is, so this is an `XMLHttpRequest`.
 *
 * @typedef {object} Answer
 * @property {string} [markdown] what shows it
 * @property {boolean} [later] nothing was decided: it is worth another attempt
 * @property {number} [pause] milliseconds to wait before that
 * @property {string} [words] what went wrong and what to do
 */
import * as texts from "./texts.js";

/** Longer than the server lets an upload take. */
const PATIENCE_MS = 80_000;

/** @param {XMLHttpRequest} request @returns {Answer} */
function read(request) {
  let body = {};
  try {
    body = JSON.parse(request.responseText);
  } catch {
    // A proxy in between may have written something else.
  }
  const { status } = request;
  if (status === 201 && typeof body.markdown === "string") return { markdown: body.markdown };
  const seconds = Number(request.getResponseHeader("retry-after") ?? 0);
  if (status === 429 || status === 503) {
    return { later: true, pause: seconds * 1_000, words: texts.SERVER_BUSY };
  }
  if (status === 0 || (status >= 502 && status <= 504)) return { later: true };
  return { words: typeof body.detail === "string" && body.detail ? body.detail : texts.PICTURE_NOT_ADDED_TRY_AGAIN };
}

/**
 * @param {string} folder
 * @param {File} file
 * @param {(progress: number) => void} onProgress 0 to 1
 * @returns {{answer: Promise<Answer>, abort: () => void}}
 */
export function sendPicture(folder, file, onProgress) {
  const request = new XMLHttpRequest();
  const answer = new Promise((resolve) => {
    request.upload.addEventListener("progress", ({ loaded, total }) => total > 0 && onProgress(loaded / total));
    request.addEventListener("loadend", () => resolve(read(request)));
    request.open("POST", folder);
    request.timeout = PATIENCE_MS;
    request.setRequestHeader("content-type", file.type || "application/octet-stream");
    request.setRequestHeader("accept", "application/json, application/problem+json");
    request.send(file);
  });
  return { answer, abort: () => request.abort() };
}
