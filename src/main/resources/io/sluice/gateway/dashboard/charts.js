// The three plots over the last five minutes.

import { find } from './dom.js';
import { percent, rate, seconds } from './format.js';
import { Plot } from './plot.js';

const ANSWERED = [
  ['memory', 'l1'],
  ['Redis', 'l2'],
  ['files', 'l3'],
  ['origin', 'origin'],
  ['refused', 'none'],
];
const SHARES = [
  ['all', 'ink', ['l1', 'l2', 'l3']],
  ['memory', 'l1', ['l1']],
  ['Redis', 'l2', ['l2']],
  ['files', 'l3', ['l3']],
];
const QUANTILES = [
  ['half within', 'none', 0.5],
  ['95 % within', 'ink', 0.95],
  ['99 % within', 'bad', 0.99],
];

/** Each tenfold as high, and a line at each. */
const LOGARITHMIC = {
  type: 'logarithmic',
  suggestedMin: 0.0001,
  suggestedMax: 0.1,
  afterBuildTicks(scale) {
    const ticks = [];
    for (let power = Math.ceil(Math.log10(scale.min)); 10 ** power <= scale.max; power++) {
      ticks.push({ value: 10 ** power });
    }
    scale.ticks = ticks;
  },
};

const series = (list) => list.map(([name, colour]) => ({ name, colour }));

export class Charts {
  #traffic = new Plot(find('chart-traffic'), {
    series: series(ANSWERED).map((s) => ({ ...s, stacked: true })),
    format: rate,
    y: { stacked: true, beginAtZero: true, suggestedMax: 10 },
  });
  #hits = new Plot(find('chart-hits'), {
    series: series(SHARES),
    format: percent,
    tick: (share) => `${Math.round(share * 100)} %`,
    y: { min: 0, max: 1 },
  });
  #latency = new Plot(find('chart-latency'), { series: series(QUANTILES), format: seconds, y: LOGARITHMIC });
  #tier = find('latency-tier');
  #history;

  constructor(history) {
    this.#history = history;
    this.#tier.addEventListener('change', () => this.show());
  }

  show() {
    const history = this.#history;
    const times = history.times;
    this.#traffic.show(times, ANSWERED.map(([, tier]) => history.rates(tier)));
    this.#hits.show(times, SHARES.map(([, , tiers]) => history.shares(tiers)));
    this.#latency.show(times, QUANTILES.map(([, , q]) => history.latencies(q, this.#tier.value)));
  }
}
