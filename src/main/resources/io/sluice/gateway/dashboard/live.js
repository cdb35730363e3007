// The stream of snapshots: opened, watched, and opened again for as long as the page lives.

import { call, currentToken, problem, refused, SignInNeeded } from './session.js';
import { readEvents } from './sse.js';

const SILENCE_MILLIS = 5_000;
const LONGEST_PAUSE_MILLIS = 15_000;

/**
 * @param told.snapshot each, as it comes
 * @param told.state (state, words): connecting, live, busy or lost
 * @returns starts it anew at once
 */
export function live(told) {
  let wake = () => {};
  let failures = 0;

  async function once() {
    const abort = new AbortController();
    let watchdog;
    const alive = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => abort.abort(), SILENCE_MILLIS);
    };
    alive();
    try {
      const token = currentToken();
      const response = await call('cache/live', { signal: abort.signal });
      if (response.status === 403 && token !== null) {
        throw refused(token, 'This token does not permit reading.');
      }
      if (!response.ok) {
        const said = await problem(response);
        const again = Number(response.headers.get('Retry-After')) || 0;
        told.state(response.status === 503 ? 'busy' : 'lost', said.detail);
        return again * 1000 || pause();
      }
      await readEvents(
        response.body,
        (data) => {
          failures = 0;
          told.state('live', 'Live');
          told.snapshot(JSON.parse(data));
        },
        alive,
      );
      return failures++ === 0 ? 0 : pause(); // the gateway ends a stream now and then
    } catch (failed) {
      if (failed instanceof SignInNeeded) {
        told.state('connecting', 'A token is needed');
        return Infinity;
      }
      const millis = pause();
      told.state('lost', `Connection lost, trying again in ${Math.ceil(millis / 1000)} s`);
      return millis;
    } finally {
      clearTimeout(watchdog);
      abort.abort();
    }
  }

  function pause() {
    const longest = Math.min(LONGEST_PAUSE_MILLIS, 1000 * 2 ** failures++);
    return longest * (0.5 + Math.random() / 2);
  }

  async function forever() {
    for (;;) {
      const millis = await once();
      await new Promise((resolve) => {
        wake = resolve;
        if (millis !== Infinity) {
          setTimeout(resolve, millis);
        }
      });
    }
  }

  forever();
  return () => {
    failures = 0;
    wake();
  };
}
