// Figures for people: few digits, clear units.

const COUNT = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const SHORT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });
const BYTES = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
const NONE = '–';

/** Three significant digits at most, below ten thousand without a suffix. */
export function count(value) {
  return value < 10_000 ? COUNT.format(value) : SHORT.format(value);
}

export function rate(value) {
  if (value === null || value === undefined) {
    return NONE;
  }
  return value >= 9.95 || value === 0 ? count(value) : value.toFixed(value < 1 ? 2 : 1);
}

export function percent(share) {
  if (share === null || share === undefined) {
    return NONE;
  }
  // 100 is said of all alone.
  const shown = share < 1 ? Math.min(share * 100, 99.9) : 100;
  return (shown >= 99.95 || shown === 0 ? shown.toFixed(0) : shown.toFixed(1)) + ' %';
}

export function seconds(value) {
  if (value === null || value === undefined) {
    return NONE;
  }
  if (value === 0) {
    return '0 ms';
  }
  if (value < 0.001) {
    return Math.round(value * 1e6) + ' µs';
  }
  if (value < 1) {
    const millis = value * 1000;
    return (millis < 10 ? millis.toFixed(1) : Math.round(millis)) + ' ms';
  }
  return (value < 10 ? value.toFixed(1) : Math.round(value)) + ' s';
}

export const millis = (value) => seconds(value / 1000);

export function bytes(value) {
  let unit = 0;
  let rest = value;
  while (rest >= 1000 && unit < BYTES.length - 1) {
    rest /= 1024;
    unit++;
  }
  return (unit === 0 || rest >= 100 ? Math.round(rest) : rest.toPrecision(3)) + ' ' + BYTES[unit];
}
