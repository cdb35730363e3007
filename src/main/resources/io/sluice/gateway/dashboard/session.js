// Asks the control API, with the token of this tab. The token is in sessionStorage alone: not in a
// cookie, which a browser would send by itself, and not in an address, which is written to logs.

const KEY = 'sluice.token';
const UNKNOWN = 'The gateway does not know this token.';

export class SignInNeeded extends Error {}

function stored() {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null; // storage is switched off: the token lives as long as the page
  }
}

let token = stored();
const listeners = new Set();

export function useToken(value) {
  token = value;
  try {
    if (value === null) {
      sessionStorage.removeItem(KEY);
    } else {
      sessionStorage.setItem(KEY, value);
    }
  } catch {
    // As above.
  }
}

/** Hears why a token is needed: an empty text where none was sent. */
export const onSignInNeeded = (listener) => listeners.add(listener);

/** A response of whatever status but 401. Paths are relative to the page. */
export async function call(path, options = {}) {
  const headers = new Headers(options.headers);
  const sent = token;
  if (sent !== null) {
    try {
      headers.set('Authorization', `Bearer ${sent}`);
    } catch {
      throw refused(sent, UNKNOWN); // it has characters that no field can carry
    }
  }
  const response = await fetch(path, { cache: 'no-store', credentials: 'omit', ...options, headers });
  if (response.status === 401) {
    throw refused(sent, sent === null ? '' : UNKNOWN);
  }
  return response;
}

/** Forgets the token, unless there is another by now, and asks for one. */
export function refused(sent, why) {
  if (sent === token) {
    useToken(null);
    listeners.forEach((listener) => listener(why));
  }
  return new SignInNeeded(why);
}

export const currentToken = () => token;

/** What an unsuccessful response says, as {status, title, detail, …}. */
export async function problem(response) {
  try {
    return await response.json();
  } catch {
    return { status: response.status, title: response.statusText, detail: 'the answer is no JSON' };
  }
}
