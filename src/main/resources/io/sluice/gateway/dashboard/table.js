import { element, text } from './dom.js';

const rowsOf = new WeakMap();

/**
 * Shows items as rows, a list of cells each: text, or {text, state} for a pill, or {text, part} with
 * a bar behind it. Rows stay the same elements as long as their key is among the items.
 */
export function fill(table, items, keyOf, cellsOf) {
  const body = table.tBodies[0];
  const known = rowsOf.get(table) ?? new Map();
  const next = new Map();
  items.forEach((item, at) => {
    const key = keyOf(item);
    const cells = cellsOf(item);
    const row = known.get(key) ?? element('tr', {}, cells.map((cell) => element('td')));
    cells.forEach((cell, i) => show(row.cells[i], cell));
    if (body.rows[at] !== row) {
      body.insertBefore(row, body.rows[at] ?? null);
    }
    next.set(key, row);
  });
  known.forEach((row, key) => next.has(key) || row.remove());
  rowsOf.set(table, next);
}

function show(td, cell) {
  if (typeof cell === 'string') {
    text(td, cell);
    return;
  }
  if (cell.state !== undefined) {
    const shown = td.firstElementChild ?? td.appendChild(element('span', { class: 'pill' }));
    shown.dataset.state = cell.state;
    text(shown, cell.text);
    return;
  }
  td.classList.add('shared');
  td.style.setProperty('--part', `${Math.round(cell.part * 100)}%`);
  text(td, cell.text);
}
