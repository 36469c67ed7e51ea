// The page: a section per chain, which is built once, and whose figures are changed once per second.

import { count, element, outcomes, rate, time, widen, write } from '/figures.js';
import { waterfalls } from '/slow.js';

const chains = new Map();
const main = document.getElementById('chains');
const status = document.getElementById('status');
const pause = document.getElementById('pause');
let isPaused = false;

/** The sums of a chain: a name, the figure, and what is below it. */
const SUMS = {
  'Requests': (chain) => [count(chain.total.count), `${count(inFlight(chain))} in flight`],
  'Per second': (chain) => [rate(chain.rates.ten_seconds), `over 10 s; ${rate(chain.rates.sixty_seconds)} over 60 s`],
  'Median': (chain) => [time(chain.total.p50), `mean ${time(chain.total.mean)}`],
  '99 %': (chain) => [time(chain.total.p99), `slowest ${time(chain.total.max)}`],
  'Hops': (chain) => [count(chain.hops), 'to pool threads'],
  'Busy pool threads': (chain) => [count(chain.pool.busy), `at most ${count(chain.pool.max_threads)}; ${count(chain.pool.waiting)} jobs waiting`],
};

const inFlight = (chain) => chain.rows.find((row) => 'in_flight' in row)?.in_flight ?? 0;
const ownTime = (row) => row.before.mean + row.after.mean;
const waited = (row) => row.waiting?.mean ?? 0;

/** What must be built again if it changes. */
const shape = (chain) => JSON.stringify([chain.is_observed, chain.rows.map(({ kind, name, mode }) => [kind, name, mode])]);

function build(chain, at) {
  const id = `chain-${at}`;
  const section = element('section', { 'aria-labelledby': id, 'data-chain': chain.name });
  section.append(element('h2', { id }, chain.name));
  const sums = element('dl', { class: 'sums' });
  const shown = { section, shape: shape(chain), sums: {}, rows: [], slow: '' };
  if (!chain.is_observed) {
    section.append(element('p', {}, 'This chain is not observed, or has not answered a request yet.'));
  } else {
    for (const name of Object.keys(SUMS)) {
      const figure = element('span'), below = element('small');
      sums.append(element('div', {}, element('dt', {}, name), element('dd', { 'data-sum': name }, figure, below)));
      shown.sums[name] = [figure, below];
    }
    section.append(sums);
  }
  section.append(table(chain, shown));
  shown.advice = element('pre');
  shown.adviceHeading = element('h3', {}, 'Advice');
  section.append(shown.adviceHeading, shown.advice, plan(chain));
  shown.slowList = element('ol', { class: 'slow' });
  shown.slowNote = element('p', { class: 'between' });
  section.append(element('h3', {}, 'Slow requests'), shown.slowNote, shown.slowList);
  return shown;
}

/** The picture is loaded when it is opened, because it is not live. */
function plan(chain) {
  const details = element('details', {}, element('summary', {}, 'Plan with figures'));
  const source = `/plan.svg?chain=${encodeURIComponent(chain.name)}`;
  details.addEventListener('toggle', () => {
    details.querySelector('img')?.remove();
    if (details.open) details.append(element('img', { src: source, alt: `The plan of ${chain.name}. The table has the same layers.` }));
  });
  return details;
}

// On a phone, rows are cards by `display`, which would take the roles away: so they are written out.
function table(chain, shown) {
  const body = element('tbody', { role: 'rowgroup' });
  const names = ['Layer', 'Self time', '99 % before', '99 % after', 'Requests', 'In flight', 'Waiting', 'Outcomes'];
  const classes = { 'Self time': 'self', Outcomes: 'outcomes' };
  const heads = names.map((name) => element('th', { role: 'columnheader', scope: 'col', ...(classes[name] && { class: classes[name] }) }, name));
  for (const row of chain.rows) {
    const line = element('tr', { role: 'row', class: row.kind });
    body.append(line);
    if (row.kind === 'bridge' || row.kind === 'skipped') {
      const words = row.kind === 'bridge' ? `${row.name}, because ${row.reason}: ${row.cost}` : `${row.name}: skipped, ${row.reason}`;
      line.append(element('td', { role: 'cell', class: 'words between', colspan: names.length }, words));
      shown.rows.push(null);
      continue;
    }
    const mode = element('small', {}, row.kind === 'view' ? `view, ${row.mode}` : row.mode);
    line.append(element('th', { role: 'rowheader', scope: 'row' }, row.name, mode));
    const cells = Object.fromEntries(names.slice(1).map((name) => {
      const cell = element('td', { role: 'cell', 'data-label': name, ...(classes[name] && { class: classes[name] }) });
      line.append(cell);
      return [name, cell];
    }));
    const bar = ['before', 'after', 'waiting'].map((part) => element('i', { class: part }));
    const own = element('span');
    cells['Self time'].append(own, element('span', { class: 'bar', 'aria-hidden': 'true' }, ...bar));
    shown.rows.push({ line, cells, bar, own });
  }
  const caption = element('caption', {}, 'From the outermost layer to the view');
  const head = element('thead', { role: 'rowgroup' }, element('tr', { role: 'row' }, ...heads));
  return element('table', { role: 'table' }, caption, head, body);
}

function update(shown, chain) {
  for (const [name, parts] of Object.entries(shown.sums)) {
    SUMS[name](chain).forEach((text, at) => write(parts[at], text));
  }
  const measured = chain.rows.filter((row) => row.is_observed && row.requests > 0);
  const longest = Math.max(...measured.map((row) => ownTime(row) + waited(row)), 1e-9);
  const slowest = Math.max(...measured.map(ownTime), 0);
  chain.rows.forEach((row, at) => {
    const parts = shown.rows[at];
    if (!parts) return;
    const { line, cells, bar, own } = parts;
    line.classList.toggle('slowest', measured.length > 1 && row.requests > 0 && ownTime(row) === slowest);
    if (!row.is_observed) {
      write(own, 'not observed');
      return;
    }
    write(own, time(ownTime(row)));
    [row.before.mean, row.after.mean, waited(row)].forEach((part, nth) => widen(bar[nth], part / longest));
    write(cells['99 % before'], time(row.before.p99));
    write(cells['99 % after'], time(row.after.p99));
    write(cells['Requests'], count(row.requests));
    write(cells['In flight'], count(row.in_flight));
    write(cells['Waiting'], row.waiting ? `${time(row.waiting.p50)}, 99 % ${time(row.waiting.p99)}` : 'no hop');
    write(cells['Outcomes'], outcomes(row.outcomes));
    cells['Outcomes'].classList.toggle('bad', row.outcomes.errors + row.outcomes.panics > 0);
  });
  write(shown.advice, chain.advice);
  shown.advice.hidden = shown.adviceHeading.hidden = chain.advice === '';
  const key = JSON.stringify(chain.slow.map(({ started, total }) => [started, total]));
  if (key !== shown.slow) {
    shown.slow = key;
    shown.slowList.replaceChildren(...waterfalls(chain.slow));
  }
  write(shown.slowNote, chain.slow.length === 0 ? 'None so far.' : `The last ${chain.slow.length}, newest first.`);
}

function show(state) {
  state.chains.forEach((chain, at) => {
    const before = chains.get(chain.name);
    if (before?.shape !== shape(chain)) {
      const built = build(chain, at);
      if (before) before.section.replaceWith(built.section);
      else main.append(built.section);
      chains.set(chain.name, built);
    }
    update(chains.get(chain.name), chain);
  });
}

/** The one text that is read aloud by itself: the connection, not the figures. */
function say(text, name) {
  write(status, text);
  status.className = name;
}

const events = new EventSource('/events');
events.addEventListener('message', (event) => {
  if (isPaused) return;
  show(JSON.parse(event.data));
  say('Live', 'on');
});
events.addEventListener('error', () => say('The server does not answer', 'lost'));
pause.addEventListener('click', () => {
  isPaused = !isPaused;
  pause.setAttribute('aria-pressed', String(isPaused));
  say(isPaused ? 'Paused' : 'Waiting for figures', '');
});
