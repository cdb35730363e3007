// The figures at the top: of the last ten seconds, and below them those of five minutes.

import { element, find, text } from './dom.js';
import { bytes, count, percent, rate, seconds } from './format.js';
import { WINDOW_SECONDS } from './history.js';

const TILES = {
  requests: 'Requests',
  hits: 'Hit rate',
  sent: 'To origins',
  latency: 'Latency, 95 %',
  memory: 'Memory',
  saved: 'Saved since start',
};

const nodes = {};
for (const [name, title] of Object.entries(TILES)) {
  const value = element('span', {}, '–');
  const unit = element('small');
  const more = element('dd', { class: 'more' });
  nodes[name] = { value, unit, more };
  find('tiles').append(
    element(
      'div',
      { class: 'tile', id: `tile-${name}` },
      element('dt', {}, title),
      element('dd', { class: 'value' }, value, unit),
      more,
    ),
  );
}

function tile(name, value, unit, more) {
  text(nodes[name].value, value);
  text(nodes[name].unit, unit);
  text(nodes[name].more, more);
}

export function showTiles(history, snapshot) {
  const now = history.recent();
  const before = history.recent(WINDOW_SECONDS);
  tile('requests', rate(now.requests), '/s', `5 min: ${rate(before.requests)} /s`);
  tile('hits', percent(now.hits), '', `5 min: ${percent(before.hits)}`);
  tile('sent', rate(now.sent), '/s', `5 min: ${rate(before.sent)} /s`);
  tile('latency', seconds(now.latency(0.95)), '', `5 min: ${seconds(before.latency(0.95))}`);
  const { memory, saved } = snapshot.stats;
  const responses = memory.size === 1 ? '1 response' : `${count(memory.size)} responses`;
  tile('memory', bytes(memory.bytes), '', `of ${bytes(memory.maxBytes)}, ${responses}`);
  const worth = saved.cost > 0 ? `, worth ${saved.cost.toFixed(2)}` : '';
  tile('saved', count(saved.originRequests), 'requests', bytes(saved.bytes) + worth);
}
