/**
 * The value below which the share q of the counts lies, evenly spread within its bucket; null
 * without counts. What is beyond the last bound counts as that.
 */
export function quantile(bounds, counts, q) {
  const all = counts.reduce((sum, n) => sum + n, 0);
  let rest = all * q;
  for (let i = 0; i < counts.length && all > 0; i++) {
    if (counts[i] > 0 && rest <= counts[i]) {
      const low = i === 0 ? 0 : bounds[i - 1];
      const high = i < bounds.length ? bounds[i] : low;
      return low + (high - low) * (rest / counts[i]);
    }
    rest -= counts[i];
  }
  return null;
}
