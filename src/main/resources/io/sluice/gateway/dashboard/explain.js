// Asks what the gateway would do with a request, and why.

import { find } from './dom.js';
import { call, problem, SignInNeeded } from './session.js';
import { problemBox, tree, unreachable } from './tree.js';

const result = find('explain-result');

function query() {
  const parameters = new URLSearchParams();
  parameters.set('url', find('explain-url').value.trim());
  parameters.set('method', find('explain-method').value);
  for (const line of find('explain-fields').value.split('\n')) {
    if (line.trim() !== '') {
      parameters.append('header', line.trim());
    }
  }
  return parameters;
}

async function explain(event) {
  event.preventDefault();
  result.setAttribute('aria-busy', 'true');
  try {
    const response = await call(`cache/explain?${query()}`);
    result.replaceChildren(response.ok ? tree(await response.json()) : problemBox(await problem(response)));
  } catch (failed) {
    if (!(failed instanceof SignInNeeded)) {
      result.replaceChildren(unreachable());
    }
  } finally {
    result.removeAttribute('aria-busy');
  }
}

export function startExplain() {
  find('explain').addEventListener('submit', explain);
}
