import { jsonView, liveView, plainView } from './progress-views.mjs';

export function progressMode(options, stream) {
  if (options.json) return 'json';
  return stream.isTTY ? 'live' : 'plain';
}

/**
 * Shows steps while they run. `live` redraws one line on a terminal, `plain` writes whole lines (and not too many),
 * `json` one object a line. `step()` gives the handle of one step: phase, amount, note, done.
 */
export function createProgress(mode, { stream = process.stdout, now = Date.now } = {}) {
  const write = text => stream.write(text);
  const makeView = { live: liveView, plain: plainView, json: jsonView }[mode];
  return {
    mode,
    say: text => mode !== 'json' && write(`${text}\n`),
    report: object => mode === 'json' && write(`${JSON.stringify(object)}\n`),
    step: (place, of, name, title) =>
      startStep(makeView({ write, stream, now }), { place, of, name, title, now }),
  };
}

function startStep(view, { place, of, name, title, now }) {
  const state = { place, of, name, title, phase: undefined, amount: undefined, startedAt: now() };
  const elapsedMs = () => now() - state.startedAt;
  view.start(state, elapsedMs);
  return {
    phase(phase) {
      Object.assign(state, { phase, amount: undefined });
      view.change(state, elapsedMs(), true);
    },
    amount(done, total, unit) {
      state.amount = { done, total, unit };
      view.change(state, elapsedMs(), false);
    },
    note: text => view.note(text),
    done: result => view.done(state, elapsedMs(), result),
    stop: () => view.stop(),
  };
}
