// Figures in words, and elements of the page.

/** A duration in seconds, with three digits and its unit. */
export function time(seconds) {
  const [value, unit] = seconds < 1e-6 ? [seconds * 1e9, 'ns'] : seconds < 1e-3 ? [seconds * 1e6, 'µs']
    : seconds < 1 ? [seconds * 1e3, 'ms'] : [seconds, 's'];
  if (value === 0) return '0';
  return `${value.toFixed(value >= 99.95 || unit === 'ns' ? 0 : value >= 9.995 ? 1 : 2)} ${unit}`;
}

/** A number with separators between thousands. */
export const count = (number) => number.toLocaleString('en', { maximumFractionDigits: 1 });

/** Requests per second. */
export const rate = (perSecond) => count(perSecond >= 100 ? Math.round(perSecond) : perSecond);

/** The outcomes that are not a response, if there are any. */
export function outcomes(all) {
  const names = { short_circuits: 'short circuit', errors: 'error', panics: 'panic', dropped: 'dropped' };
  const named = Object.entries(names).filter(([key]) => all[key] > 0).map(([key, name]) => {
    const plural = all[key] === 1 || key === 'dropped' ? '' : 's';
    return `${count(all[key])} ${name}${plural}`;
  });
  return named.join(', ') || (all.responses > 0 ? 'all responses' : '');
}

/** Creates an element. Names of layers are text, and never markup. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Changes a text only if it is another one, so that nothing else on the page is disturbed. */
export function write(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

/** A piece of a bar, as wide as `part` of the whole. */
export function widen(piece, part) {
  piece.style.inlineSize = `${Math.max(0, Math.min(1, part)) * 100}%`;
}
