// The slow requests, each as a waterfall: a line per layer, from its beginning to its end.

import { element, time } from '/figures.js';

export function waterfalls(requests) {
  return requests.map((request) => {
    const begin = Math.min(...request.layers.map((layer) => layer.entered - layer.waited), 0);
    const end = Math.max(...request.layers.map((layer) => layer.left + layer.resumed));
    const place = (from, to, name) => {
      const piece = element('i', { class: name });
      piece.style.insetInlineStart = `${(from - begin) / (end - begin) * 100}%`;
      piece.style.inlineSize = `${Math.max(0, to - from) / (end - begin) * 100}%`;
      return piece;
    };
    const lines = request.layers.map((layer) => {
      const { name, entered, left, before, after, waited, resumed } = layer;
      const track = element('span', { class: 'track', 'aria-hidden': 'true' }, place(entered, left, 'inner'));
      if (waited > 0) track.append(place(entered - waited, entered, 'waiting'));
      track.append(place(entered, entered + before, 'before'), place(left - after, left, 'after'));
      if (resumed > 0) track.append(place(left, left + resumed, 'waiting'));
      const words = `${time(before)} before, ${time(after)} after${waited > 0 ? `, waited ${time(waited)} and ${time(resumed)}` : ''}`;
      return element('li', {}, `${name} `, element('small', {}, words), track);
    });
    const heading = element('strong', {}, time(request.total));
    const when = ` at ${request.started.toFixed(1)} s after the start`;
    return element('li', {}, heading, when, element('ul', { class: 'path' }, ...lines));
  });
}
