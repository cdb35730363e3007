// Orders an invalidation and shows its receipt as it grows, node by node.

import { element, find, text } from './dom.js';
import { count, millis } from './format.js';
import { call, problem, SignInNeeded } from './session.js';
import { fill } from './table.js';
import { problemBox, unreachable } from './tree.js';

const result = find('purge-result');
const said = find('purge-said');
const SAMPLE = 12;
const STATES = { acked: 'good', fenced: 'warn', pending: 'busy' };
let latest = 0;

const lines = (id) =>
  find(id)
    .value.split(/[\n,]/)
    .map((line) => line.trim())
    .filter(Boolean);

/** A comma may stand in a URL. */
const rows = (id) =>
  find(id)
    .value.split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

function order() {
  const named = { tags: lines('purge-tags'), urls: rows('purge-urls'), prefixes: rows('purge-prefixes') };
  const body = Object.fromEntries(Object.entries(named).filter(([, list]) => list.length > 0));
  return { ...body, mode: document.querySelector('[name=purge-mode]:checked').value };
}

async function submit(more, show) {
  const mine = ++latest;
  const buttons = [...find('purge').querySelectorAll('button')];
  const body = order();
  if (Object.keys(body).length === 1) {
    result.replaceChildren(problemBox({ title: 'Nothing is named', detail: 'Name a tag, a URL or a prefix.' }));
    find('purge-tags').focus();
    return;
  }
  buttons.forEach((button) => (button.disabled = true));
  try {
    const response = await call('cache/invalidations', { method: 'POST', body: JSON.stringify({ ...body, ...more }) });
    if (!response.ok) {
      result.replaceChildren(problemBox(await problem(response)));
      return;
    }
    await show(await response.json(), () => mine === latest);
  } catch (failed) {
    if (!(failed instanceof SignInNeeded)) {
      result.replaceChildren(unreachable());
    }
  } finally {
    buttons.forEach((button) => (button.disabled = false));
  }
}

function showDryRun(found) {
  const about = found.exact ? '' : 'at least ';
  const words = `${about}${count(found.matched)} ${found.matched === 1 ? 'response' : 'responses'} would go`;
  const tiers = Object.entries(found.tiers).map(
    ([tier, { matched }]) => `${tier === 'l1' ? 'memory' : 'Redis'} ${count(matched)}`,
  );
  const sample = found.sample.slice(0, SAMPLE).map((entry) => element('li', { class: 'mono' }, entry.url));
  if (found.matched > sample.length) {
    sample.push(element('li', {}, `and ${count(found.matched - sample.length)} more`));
  }
  result.replaceChildren(
    element('h3', {}, `Dry run: ${words}`),
    element('p', { class: 'facts' }, tiers.join(', ')),
    element('ul', { class: 'sample' }, sample),
  );
  text(said, words);
}

async function showReceipt(first, isLatest) {
  const title = element('h3');
  const facts = element('p', { class: 'facts' });
  const head = ['Node', 'State', 'by', 'after'].map((name) => element('th', { scope: 'col' }, name));
  const table = element('table', { id: 'receipt' }, element('thead', {}, element('tr', {}, head)), element('tbody'));
  result.replaceChildren(title, facts, table);
  let receipt = first;
  for (let wait = 150; ; wait = Math.min(1000, wait * 1.5)) {
    show(receipt);
    if (receipt.complete || !isLatest()) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
    const path = receipt.id.split('/').map(encodeURIComponent).join('/');
    const response = await call(`cache/invalidations/${path}`);
    if (!response.ok) {
      result.append(problemBox(await problem(response)));
      return;
    }
    receipt = await response.json();
  }

  function show({ id, nodes, complete, completeMillis, commitMillis }) {
    const done = nodes.filter((node) => node.state !== 'pending').length;
    const words = complete
      ? `Purged on ${nodes.length === 1 ? 'the only node' : `all ${nodes.length} nodes`}`
      : `Committed; ${done} of ${nodes.length} nodes confirmed`;
    text(title, words);
    text(said, words);
    const after = complete && completeMillis !== undefined ? `, complete after ${millis(completeMillis)}` : '';
    text(facts, `Receipt ${id}, committed after ${millis(commitMillis ?? 0)}${after}`);
    fill(
      table,
      nodes,
      (node) => node.node,
      (node) => [
        node.node,
        { text: node.state, state: STATES[node.state] ?? 'busy' },
        node.via ?? '–',
        node.state === 'pending' ? '…' : millis(node.millis),
      ],
    );
  }
}

export function startPurge() {
  find('purge').addEventListener('submit', (event) => {
    event.preventDefault();
    submit({ wait: 'commit' }, showReceipt);
  });
  find('purge-dry').addEventListener('click', () => submit({ dryRun: true }, showDryRun));
}
