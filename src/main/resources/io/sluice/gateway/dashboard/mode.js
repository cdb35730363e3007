// The kill switch, with a question first: it reaches every node.

import { find, pill } from './dom.js';
import { call, problem, SignInNeeded } from './session.js';
import { problemBox, unreachable } from './tree.js';

const WORDS = {
  on: ['Cache again?', 'Every node stores responses and answers with them.', 'Cache again'],
  bypass: [
    'Bypass the cache?',
    'From now on every request of every node goes to its origin, which must bear that.',
    'Bypass the cache',
  ],
  'read-only': [
    'Store nothing new?',
    'Nodes answer with what they have; what is missing goes to the origin and is not stored.',
    'Store nothing new',
  ],
};
const radios = [...document.querySelectorAll('[name=mode]')];
const result = find('mode-result');
let touched = false;

/** The mode in force, unless somebody is choosing another. */
export function showMode(mode) {
  const badge = find('mode-now');
  badge.hidden = false;
  pill(badge, mode === 'on' ? 'good' : 'warn', `Cache: ${mode}`);
  if (!touched) {
    radios.forEach((radio) => (radio.checked = radio.value === mode));
  }
}

function confirmed(mode) {
  const dialog = find('confirm');
  const [title, words, yes] = WORDS[mode];
  find('confirm-title').textContent = title;
  find('confirm-text').textContent = words;
  find('confirm-yes').textContent = yes;
  dialog.returnValue = 'no';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
  });
}

async function change(event) {
  event.preventDefault();
  const mode = radios.find((radio) => radio.checked)?.value;
  if (mode === undefined) {
    return;
  }
  try {
    if (!(await confirmed(mode))) {
      return;
    }
    const response = await call('cache/mode', { method: 'PUT', body: JSON.stringify({ mode }) });
    if (response.ok) {
      result.textContent = `The cache is now ${mode}.`;
      showMode(mode);
    } else {
      result.replaceChildren(problemBox(await problem(response)));
    }
  } catch (failed) {
    if (!(failed instanceof SignInNeeded)) {
      result.replaceChildren(unreachable());
    }
  } finally {
    touched = false;
  }
}

export function startMode() {
  radios.forEach((radio) => radio.addEventListener('change', () => (touched = true)));
  find('mode').addEventListener('submit', change);
}
