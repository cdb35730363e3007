// Any JSON as nested lists of names and values; and what went wrong.

import { element } from './dom.js';

const DEEPEST = 12;
const MOST_ITEMS = 200;

export function tree(value, depth = 0) {
  if (value === null) {
    return '–';
  }
  if (typeof value !== 'object') {
    return String(value);
  }
  if (depth === DEEPEST) {
    return '…';
  }
  const names = Object.keys(value);
  if (names.length === 0) {
    return Array.isArray(value) ? 'none' : '–';
  }
  const shown = names.slice(0, MOST_ITEMS);
  const more = names.length - shown.length;
  if (!Array.isArray(value)) {
    const list = element('dl', { class: 'tree' });
    for (const name of shown) {
      list.append(element('dt', {}, name), element('dd', {}, tree(value[name], depth + 1)));
    }
    return list;
  }
  const items = shown.map((at) => element('li', {}, tree(value[at], depth + 1)));
  return element('ul', {}, items, more > 0 ? element('li', {}, `and ${more} more`) : undefined);
}

/** A problem+json (RFC 9457). */
export function problemBox({ status, title, detail, type, ...rest }) {
  const more = Object.keys(rest).length > 0 ? tree(rest) : undefined;
  return element(
    'div',
    { class: 'problem', role: 'alert' },
    element('strong', {}, [status, title].filter(Boolean).join(' ') || 'It failed'),
    detail ?? '',
    more,
  );
}

/** Nobody has answered. */
export const unreachable = () => problemBox({ title: 'No answer', detail: 'The gateway cannot be reached.' });
