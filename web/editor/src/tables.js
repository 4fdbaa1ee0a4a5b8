/**
 * Writing in tables: Tab and Shift-Tab go from cell to cell, Enter a row down, and past the end there is a new row. The page
 * aligns the cells (`preview-table.js`); spaces in the text are left alone, so that two people never fight over them.
 */
import { tree } from "./format.js";
import * as texts from "./texts.js";

/** @typedef {import("@codemirror/state").EditorState} EditorState */
/** @typedef {import("@codemirror/state").TransactionSpec} TransactionSpec */
/** @typedef {{from: number, to: number, start: number, end: number}} Cell `from..to` is its text, `start..end` all between the bars */

const DELIMITER_ROW = /^[\s|:-]*-[\s|:-]*$/;

/**
 * The cells between the bars of a row. A row need not begin or end with a bar.
 *
 * @param {import("@codemirror/state").Text} doc
 * @param {import("@lezer/common").SyntaxNode} row `TableHeader` or `TableRow`
 * @returns {Cell[]}
 */
export function cellsOf(doc, row) {
  const bars = row.getChildren("TableDelimiter");
  const edges = bars.map(({ from, to }) => ({ from, to }));
  if (!edges.length || edges[0].from > row.from) edges.unshift({ from: row.from, to: row.from });
  if (edges.at(-1).to < row.to || edges.length === 1) edges.push({ from: row.to, to: row.to });
  return edges.slice(1).map((edge, at) => {
    const [start, end] = [edges[at].to, edge.from];
    const text = doc.sliceString(start, end);
    const lead = text.length - text.trimStart().length;
    return text.trim() === "" ? { from: start + Math.min(1, text.length), to: start + Math.min(1, text.length), start, end } : { from: start + lead, to: start + text.trimEnd().length, start, end };
  });
}

/**
 * The table and row at a place, or null outside of tables and on the row of dashes.
 *
 * @param {EditorState} state
 * @param {number} pos
 */
export function rowAt(state, pos) {
  const line = state.doc.lineAt(pos);
  if (!line.text.includes("|") || DELIMITER_ROW.test(line.text)) return null;
  const top = tree(state, line.to);
  for (const at of [pos, line.to]) {
    for (let node = top.resolveInner(at, -1); node; node = node.parent) {
      if (node.name === "TableRow" || node.name === "TableHeader") return node.parent ? { table: node.parent, row: node } : null;
    }
  }
  return null;
}

/** Header and rows of a table, in order. */
function rowsOf(table) {
  const rows = [];
  for (let child = table.firstChild; child; child = child.nextSibling) {
    if (child.name === "TableHeader" || child.name === "TableRow") rows.push(child);
  }
  return rows;
}

/** Where the caret is: rows, index of the row, cells of it, index of the cell. */
function placeOf(state) {
  const { main } = state.selection;
  const found = rowAt(state, main.head);
  if (!found) return null;
  const rows = rowsOf(found.table);
  const row = rows.findIndex(({ from }) => from === found.row.from);
  const cells = cellsOf(state.doc, found.row);
  const cell = cells.findIndex(({ end }) => main.head <= end);
  return { table: found.table, rows, row, cells, cell: cell < 0 ? cells.length - 1 : cell };
}

/** Selects the text of a cell, as spreadsheets do. */
const selectCell = ({ from, to }) => ({ selection: { anchor: from, head: to }, userEvent: "select" });

/** What stands before a row: quote marks and indent. */
const leadOf = (state, row) => state.doc.sliceString(state.doc.lineAt(row.from).from, row.from);

/** A new row below, with the caret in one of its cells. */
function addRow(state, { rows, row }, column) {
  const count = cellsOf(state.doc, rows[0]).length;
  // Below the header comes the row of dashes.
  const above = row === 0 ? state.doc.line(state.doc.lineAt(rows[0].from).number + 1) : state.doc.lineAt(rows[row].from);
  const lead = leadOf(state, rows[Math.min(row, rows.length - 1)]);
  return {
    changes: { from: above.to, insert: `\n${lead}|${"  |".repeat(count)}` },
    selection: { anchor: above.to + 1 + lead.length + 2 + Math.min(column, count - 1) * 3 },
    userEvent: "input",
  };
}

/**
 * Tab: the next cell, at the end of the table the first one of a new row.
 *
 * @param {EditorState} state
 * @returns {TransactionSpec | null}
 */
export function nextCell(state) {
  const place = placeOf(state);
  if (!place) return null;
  if (place.cell + 1 < place.cells.length) return selectCell(place.cells[place.cell + 1]);
  const next = place.rows[place.row + 1];
  return next ? selectCell(cellsOf(state.doc, next)[0]) : addRow(state, place, 0);
}

/**
 * Shift-Tab: the cell before; in the first cell of all, nothing.
 *
 * @param {EditorState} state
 * @returns {TransactionSpec | null}
 */
export function previousCell(state) {
  const place = placeOf(state);
  if (!place) return null;
  if (place.cell > 0) return selectCell(place.cells[place.cell - 1]);
  const before = place.rows[place.row - 1];
  const last = before && cellsOf(state.doc, before).at(-1);
  return last ? selectCell(last) : null;
}

const isBlank = (state, row) => cellsOf(state.doc, row).every(({ from, to }) => from === to);

/**
 * Enter: the cell below, or a new row; in an empty last row, out of the table.
 *
 * @param {EditorState} state
 * @returns {TransactionSpec | null}
 */
export function nextRow(state) {
  const place = placeOf(state);
  if (!place || !state.selection.main.empty && state.doc.lineAt(state.selection.main.from).number !== state.doc.lineAt(state.selection.main.to).number) return null;
  const { rows, row, cell } = place;
  const next = rows[row + 1];
  if (next) {
    const cells = cellsOf(state.doc, next);
    return selectCell(cells[Math.min(cell, cells.length - 1)]);
  }
  if (row === 0 || !isBlank(state, rows[row])) return addRow(state, place, cell);
  const line = state.doc.lineAt(rows[row].from);
  const end = line.number < state.doc.lines ? "" : "\n";
  return { changes: { from: line.from, to: line.to, insert: end }, selection: { anchor: line.from + end.length }, userEvent: "input" };
}

/** Puts a cell into every row, behind the caret's. */
function addColumn(state, place) {
  const count = cellsOf(state.doc, place.rows[0]).length;
  const dashes = state.doc.line(state.doc.lineAt(place.rows[0].from).number + 1);
  /** @type {{from: number, insert: string}[]} */
  const changes = [];
  const bars = [];
  for (const match of dashes.text.matchAll(/\|/g)) bars.push(dashes.from + match.index);
  if (bars.length !== count + 1) return null;
  changes.push({ from: bars[place.cell + 1] + 1, insert: " --- |" });
  let anchor = 0;
  for (const row of place.rows) {
    const cells = cellsOf(state.doc, row);
    const after = cells[Math.min(place.cell, cells.length - 1)];
    const closed = state.doc.sliceString(after.end, after.end + 1) === "|";
    changes.push({ from: after.end + (closed ? 1 : 0), insert: closed ? "  |" : " |  |" });
    if (row.from === place.rows[place.row].from) anchor = after.end + 2;
  }
  changes.sort((a, b) => a.from - b.from);
  const set = state.changes(changes);
  return { changes: set, selection: { anchor: set.mapPos(anchor - 1, -1) + 1 }, userEvent: "input" };
}

/** Takes the caret's column out of every row; the last one stays. */
function removeColumn(state, place) {
  const dashes = state.doc.line(state.doc.lineAt(place.rows[0].from).number + 1);
  const bars = [...dashes.text.matchAll(/\|/g)].map(({ index }) => dashes.from + index);
  if (place.cells.length < 2 || bars.length !== cellsOf(state.doc, place.rows[0]).length + 1) return null;
  const changes = [{ from: bars[place.cell], to: bars[place.cell + 1] }];
  for (const row of place.rows) {
    const cell = cellsOf(state.doc, row)[place.cell];
    if (!cell) continue;
    const opened = cell.start > row.from;
    changes.push({ from: opened ? cell.start - 1 : cell.start, to: opened ? cell.end : Math.min(cell.end + 1, row.to) });
  }
  changes.sort((a, b) => a.from - b.from);
  return { changes, userEvent: "delete" };
}

/** Takes the caret's row out; the header stays. */
function removeRow(state, { rows, row }) {
  if (row === 0) return null;
  const line = state.doc.lineAt(rows[row].from);
  return { changes: { from: line.from - 1, to: line.to }, userEvent: "delete" };
}

/** An edit of the table, together with taking out what was typed to ask for it. */
const inTable = (edit) => (state, from, to) => {
  const gone = state.update({ changes: { from, to }, selection: { anchor: from }, userEvent: "input.complete" });
  const place = placeOf(gone.state);
  const spec = place && edit(gone.state, place);
  if (!spec) return { changes: { from, to }, selection: { anchor: from }, userEvent: "input.complete" };
  const changes = gone.changes.compose(gone.state.changes(spec.changes));
  return { changes, selection: spec.selection ?? { anchor: changes.mapPos(from, -1) }, userEvent: spec.userEvent };
};

/** What `/` offers inside of a table. @type {import("./menu.js").Offer[]} */
export const tableOffers = [
  { label: texts.ROW_BELOW, icon: "table", words: texts.ALSO_ADD, edit: inTable((state, place) => addRow(state, place, 0)) },
  { label: texts.COLUMN_TO_THE_RIGHT, icon: "table", words: texts.ALSO_ADD, edit: inTable(addColumn) },
  { label: texts.DELETE_ROW, icon: "table", words: texts.ALSO_REMOVE, edit: inTable(removeRow) },
  { label: texts.DELETE_COLUMN, icon: "table", words: texts.ALSO_REMOVE, edit: inTable(removeColumn) },
].map((offer) => ({ group: texts.TABLE, ...offer }));
