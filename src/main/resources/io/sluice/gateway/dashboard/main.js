// Puts the page together: each snapshot goes into the history, and from there to what shows it.

import { Charts } from './charts.js';
import { find, pill, text } from './dom.js';
import { startExplain } from './explain.js';
import { History } from './history.js';
import { live } from './live.js';
import { showMode, startMode } from './mode.js';
import { startPurge } from './purge.js';
import { showSignedIn, startSignIn } from './signin.js';
import { showTables } from './tables.js';
import { showTiles } from './tiles.js';

const history = new History();
const charts = new Charts(history);
const main = find('main');

function show(snapshot) {
  showSignedIn();
  history.add(snapshot);
  text(find('node'), snapshot.node);
  document.title = `Sluice ${snapshot.node.split('/')[0]}`;
  showTiles(history, snapshot);
  showTables(snapshot);
  showMode(snapshot.mode);
  main.classList.remove('waiting');
  main.removeAttribute('aria-busy');
  if (!document.hidden) {
    charts.show();
  }
}

const again = live({
  snapshot: show,
  state(state, words) {
    pill(find('connection'), state, words);
    document.body.classList.toggle('lost', state === 'lost');
  },
});
startSignIn(again);
startPurge();
startExplain();
startMode();
