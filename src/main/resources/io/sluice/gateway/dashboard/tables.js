// What is asked for most, the origins, and the cluster.

import { find, text } from './dom.js';
import { count, millis, percent, rate } from './format.js';
import { fill } from './table.js';

function top(id, items) {
  const most = Math.max(...items.map((item) => item.perSecond), 0);
  fill(
    find(id),
    items,
    (item) => item.name,
    (item) => [{ text: item.name, part: item.perSecond / most }, rate(item.perSecond), percent(item.hits)],
  );
}

let before = null;

function origins(snapshot) {
  const rows = snapshot.upstreams.flatMap((upstream) =>
    upstream.origins.map((origin) => ({ upstream: upstream.name, ...origin, key: `${upstream.name} ${origin.url}` })),
  );
  const earlier = new Map((before?.rows ?? []).map((row) => [row.key, row]));
  const lasted = before === null ? 0 : (snapshot.time - before.time) / 1000;
  fill(
    find('origins'),
    rows,
    (row) => row.key,
    (row) => {
      const attempts = row.attempts - (earlier.get(row.key)?.attempts ?? row.attempts);
      const state = row.up ? 'up' : row.openCircuits > 0 ? 'circuit open' : 'down';
      return [
        snapshot.upstreams.length > 1 ? `${row.upstream}: ${row.url}` : row.url,
        { text: state, state: row.up ? 'good' : 'bad' },
        rate(lasted > 0 ? Math.max(0, attempts) / lasted : null),
        count(row.inFlight),
        count(row.faults),
      ];
    },
  );
  before = { rows, time: snapshot.time };
}

function members(snapshot) {
  const { cluster } = snapshot;
  if (cluster === null) {
    text(find('lease'), 'The protocol of invalidation does not answer.');
    fill(find('members'), [], () => '', () => []);
    return;
  }
  text(find('lease'), lease(cluster) + redis(snapshot));
  fill(
    find('members'),
    cluster.registered,
    (node) => node.node,
    (node) => [
      node.node === snapshot.node ? `${node.node} (this one)` : node.node,
      node.fenced ? { text: 'fenced', state: 'bad' } : { text: 'registered', state: 'good' },
      millis(node.lagMillis),
      millis(node.silentMillis),
    ],
  );
}

function lease(cluster) {
  if (cluster.mode === 'local') {
    return '';
  }
  const held = cluster.trusted
    ? `Lease for ${(cluster.leaseRemainingMillis / 1000).toFixed(1)} s.`
    : 'No lease: what is stored is asked for again at the origin.';
  const pending = cluster.pendingInvalidations;
  return pending > 0 ? `${held} ${pending} invalidations are under way.` : held;
}

function redis({ redis: state }) {
  return state === 'disabled' ? '' : ` Redis is ${state}.`;
}

export function showTables(snapshot) {
  top('top-urls', snapshot.top.urls);
  top('top-tags', snapshot.top.tags);
  origins(snapshot);
  members(snapshot);
}
