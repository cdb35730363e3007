// Asks for the token when the gateway wants one, and hides what cannot be shown without.

import { find } from './dom.js';
import { currentToken, onSignInNeeded, useToken } from './session.js';

const form = find('sign-in');
const field = find('token');
const error = find('sign-in-error');

function ask(why) {
  const shown = form.hidden;
  form.hidden = false;
  find('main').hidden = true;
  find('forget').hidden = true;
  error.textContent = why;
  field.toggleAttribute('aria-invalid', why !== '');
  if (shown || why !== '') {
    field.focus();
    field.select();
  }
}

/** The gateway answers. */
export function showSignedIn() {
  find('forget').hidden = currentToken() === null;
  if (!form.hidden) {
    form.hidden = true;
    field.value = '';
    find('main').hidden = false;
    find('main').focus();
  }
}

export function startSignIn(retry) {
  onSignInNeeded(ask);
  find('sign-in-form').addEventListener('submit', (event) => {
    event.preventDefault();
    error.textContent = '';
    useToken(field.value.trim());
    retry();
  });
  find('forget').addEventListener('click', () => {
    useToken(null);
    location.reload();
  });
}
