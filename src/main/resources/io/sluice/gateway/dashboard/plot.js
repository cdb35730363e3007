// One plot with its legend, drawn by Chart.js. Colours are the theme's, asked for at each drawing.

import { element, text } from './dom.js';
import { WINDOW_SECONDS } from './history.js';

const { Chart } = globalThis;
const scheme = matchMedia('(prefers-color-scheme: dark)');

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** The same colour, lighter. */
const faint = (name) => colour(name) + '66';

const ago = (seconds) => (seconds === 0 ? 'now' : `−${-seconds / 60} min`);

export class Plot {
  #canvas = element('canvas', { role: 'img' });
  #title;
  #series;
  #format;
  #shown;
  #chart;

  /**
   * @param options.series [{name, colour, stacked}], of stacked ones the lowest first
   * @param options.format says a value
   * @param options.tick says one at the axis, if otherwise
   * @param options.y of the axis of values, as Chart.js has it
   */
  constructor(figure, { series, format, tick = format, y }) {
    this.#title = figure.querySelector('h2').textContent;
    this.#series = series;
    this.#format = format;
    this.#shown = series.map(() => element('b', {}, '–'));
    figure.querySelector('.legend').append(...series.map((s, i) => legend(s, this.#shown[i])));
    figure.querySelector('.plot').append(this.#canvas);
    this.#chart = new Chart(this.#canvas, {
      type: 'line',
      data: { labels: [], datasets: series.map(line) },
      options: this.#options(y, tick),
    });
    this.#tell(null);
    scheme.addEventListener('change', () => this.#chart.update());
  }

  /** A list of values for each series. */
  show(times, values) {
    const { data } = this.#chart;
    const now = times.at(-1);
    data.labels = times.map((time) => time - now);
    values.forEach((list, i) => (data.datasets[i].data = list));
    this.#chart.update();
    this.#tell(this.#chart.getActiveElements()[0]?.index ?? null);
  }

  #options(y, tick) {
    const ticks = { color: () => colour('muted'), font: { size: 11 }, maxRotation: 0 };
    const grid = { color: () => colour('line'), tickLength: 0 };
    const border = { display: false };
    const x = {
      type: 'linear',
      min: -WINDOW_SECONDS,
      max: 0,
      grid: { display: false },
      border,
      ticks: { ...ticks, stepSize: 60, callback: ago },
    };
    return {
      animation: false,
      maintainAspectRatio: false,
      interaction: { mode: 'index', intersect: false },
      onHover: (event, active) => this.#tell(active[0]?.index ?? null),
      plugins: { legend: { display: false }, tooltip: { enabled: false } },
      scales: {
        x,
        y: {
          ...y,
          grid,
          border,
          ticks: { ...ticks, padding: 6, maxTicksLimit: 6, callback: (value) => tick(value) },
          afterFit: (scale) => (scale.width = 58),
        },
      },
    };
  }

  /** The values under the pointer, or else the newest. */
  #tell(index) {
    const told = this.#chart.data.datasets.map(({ data }) => this.#format(data.at(index ?? -1) ?? null));
    this.#shown.forEach((node, i) => text(node, told[i]));
    if (index === null) {
      const words = this.#series.map((s, i) => `${s.name} ${told[i]}`).join(', ');
      this.#canvas.setAttribute('aria-label', `${this.#title}, now: ${words}`);
    }
  }
}

function line({ colour: name, stacked }, index) {
  return {
    data: [],
    borderColor: () => colour(name),
    backgroundColor: () => faint(name),
    borderWidth: 1.5,
    pointRadius: 0,
    pointHoverRadius: 3,
    pointHoverBackgroundColor: () => colour(name),
    fill: stacked ? (index === 0 ? 'origin' : '-1') : false,
  };
}

function legend(series, shown) {
  const swatch = element('i', { 'aria-hidden': 'true' });
  swatch.style.setProperty('--swatch', `var(--${series.colour})`);
  return element('li', {}, swatch, `${series.name} `, shown);
}
