// @y/websocket-server as its own `server.js` sets it up, and with LevelDB when a folder is given: node server.mjs PORT [FOLDER]
import http from "node:http";

import { setPersistence, setupWSConnection } from "@y/websocket-server/utils";
import WebSocket from "ws";
import { LeveldbPersistence } from "y-leveldb";
import * as Y from "yjs";

const [port, folder] = process.argv.slice(2);
if (folder) {
  // As y-websocket's own server did it while it still had LevelDB built in.
  const store = new LeveldbPersistence(folder);
  setPersistence({
    provider: store,
    bindState: async (name, doc) => {
      const stored = await store.getYDoc(name);
      store.storeUpdate(name, Y.encodeStateAsUpdate(doc));
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(stored));
      doc.on("update", (update) => store.storeUpdate(name, update));
    },
    writeState: async () => {},
  });
}
const sockets = new WebSocket.Server({ noServer: true });
sockets.on("connection", setupWSConnection);
const server = http.createServer((_request, response) => response.end("okay"));
server.on("upgrade", (request, socket, head) => {
  sockets.handleUpgrade(request, socket, head, (ws) => sockets.emit("connection", ws, request));
});
server.listen(Number(port), "127.0.0.1");
