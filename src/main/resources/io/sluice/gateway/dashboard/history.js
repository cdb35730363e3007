// Five minutes of what the snapshots tell. They count since the start of the node; what happened
// between two of them is their difference.

import { quantile } from './quantile.js';

export const WINDOW_SECONDS = 300;
export const TIERS = ['l1', 'l2', 'l3', 'origin', 'none'];
const CACHE = ['l1', 'l2', 'l3'];
const SMOOTH_SECONDS = 10;
const GAP_SECONDS = 4;

const minus = (now, before) => Math.max(0, now - before);

export class History {
  #points = [];
  #last = null;

  add(snapshot) {
    const before = this.#last;
    this.#last = snapshot;
    const time = snapshot.time / 1000;
    if (before === null || before.node !== snapshot.node || time <= before.time / 1000) {
      this.#points = before?.node === snapshot.node ? this.#points : [];
      return;
    }
    const lasted = time - before.time / 1000;
    if (lasted > GAP_SECONDS) {
      this.#points.push({ time: time - lasted / 2, gap: true });
    }
    const tiers = {};
    const buckets = {};
    for (const tier of TIERS) {
      tiers[tier] = minus(snapshot.requests.tiers[tier], before.requests.tiers[tier]);
      buckets[tier] = snapshot.latency.tiers[tier].map((n, i) => minus(n, before.latency.tiers[tier][i]));
    }
    const sent = minus(snapshot.stats.origin.requests, before.stats.origin.requests);
    this.#points.push({ time, lasted, tiers, buckets, sent });
    while (this.#points[0].time < time - WINDOW_SECONDS) {
      this.#points.shift();
    }
  }

  get times() {
    return this.#points.map((point) => point.time);
  }

  /** Requests a second of one tier, a value for each time. */
  rates(tier) {
    return this.#points.map((p) => (p.gap ? null : p.tiers[tier] / p.lasted));
  }

  /** Which share of the requests these tiers have answered; null without any. */
  shares(tiers) {
    return this.#points.map((p) => (p.gap ? null : shareOf([p], tiers)));
  }

  /** Quantiles of ten seconds each, so that a quiet site has some, too. */
  latencies(q, tier) {
    let from = 0;
    return this.#points.map((p, i) => {
      while (this.#points[from].time < p.time - SMOOTH_SECONDS) {
        from++;
      }
      return p.gap ? null : this.#quantile(this.#points.slice(from, i + 1), q, tier);
    });
  }

  /** What happened in so many seconds before now. */
  recent(seconds = SMOOTH_SECONDS) {
    const end = this.#points.at(-1)?.time ?? 0;
    const points = this.#points.filter((p) => !p.gap && p.time > end - seconds);
    const lasted = points.reduce((sum, p) => sum + p.lasted, 0);
    const total = (pick) => points.reduce((sum, p) => sum + pick(p), 0);
    const perSecond = (sum) => (lasted === 0 ? null : sum / lasted);
    return {
      requests: perSecond(total((p) => TIERS.reduce((sum, tier) => sum + p.tiers[tier], 0))),
      sent: perSecond(total((p) => p.sent)),
      hits: shareOf(points, CACHE),
      latency: (q) => this.#quantile(points, q, ''),
    };
  }

  #quantile(points, q, tier) {
    const bounds = this.#last.latency.boundsSeconds;
    const counts = new Array(bounds.length + 1).fill(0);
    for (const p of points) {
      for (const one of p.gap ? [] : tier === '' ? [...CACHE, 'origin'] : [tier]) {
        p.buckets[one].forEach((n, i) => (counts[i] += n));
      }
    }
    return quantile(bounds, counts, q);
  }
}

function shareOf(points, tiers) {
  const sum = (which) => points.reduce((all, p) => all + which.reduce((n, tier) => n + p.tiers[tier], 0), 0);
  const asked = sum([...CACHE, 'origin']);
  return asked === 0 ? null : sum(tiers) / asked;
}
