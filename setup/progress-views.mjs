import { formatAmount, formatElapsed } from './format.mjs';

const plainEveryMs = 10_000;
const jsonEveryMs = 1_000;
const redrawEveryMs = 120;

export function liveView({ write, stream }) {
  let timer;
  const draw = (state, elapsedMs) => {
    const line = [heading(state), doing(state), formatElapsed(elapsedMs)].filter(Boolean).join(' · ');
    write(`\r\u001B[2K${line.slice(0, (stream.columns || 80) - 1)}`);
  };
  const clear = () => {
    clearInterval(timer);
    write('\r\u001B[2K');
  };
  return {
    start(state, elapsedMs) {
      draw(state, 0);
      timer = setInterval(() => draw(state, elapsedMs()), redrawEveryMs);
    },
    change: () => {},
    note: text => write(`\r\u001B[2K      ${text}\n`),
    done(state, elapsedMs, { summary, reused }) {
      clear();
      write(`${reused ? '=' : '✓'} ${heading(state)}: ${summary} (${formatElapsed(elapsedMs)})\n`);
    },
    stop: clear,
  };
}

export function plainView({ write }) {
  let lastAt = 0;
  return {
    start: () => {},
    change(state, elapsedMs, isNewPhase) {
      if (!isNewPhase && elapsedMs - lastAt < plainEveryMs) return;
      lastAt = elapsedMs;
      write(`  ${heading(state)}: ${doing(state)} (${formatElapsed(elapsedMs)})\n`);
    },
    note: text => write(`      ${text}\n`),
    done(state, elapsedMs, { summary, reused }) {
      write(`${reused ? '=' : '✓'} ${heading(state)}: ${summary} (${formatElapsed(elapsedMs)})\n`);
    },
    stop: () => {},
  };
}

export function jsonView({ write }) {
  let lastAt = -jsonEveryMs;
  const event = (type, { place, of, name }, elapsedMs, more) =>
    write(`${JSON.stringify({ type, step: place, of, name, elapsedMs, ...more })}\n`);
  return {
    start: state => event('started', state, 0),
    change(state, elapsedMs, isNewPhase) {
      if (!isNewPhase && elapsedMs - lastAt < jsonEveryMs) return;
      lastAt = elapsedMs;
      event('progress', state, elapsedMs, { phase: state.phase, ...state.amount });
    },
    note: text => write(`${JSON.stringify({ type: 'note', text })}\n`),
    done: (state, elapsedMs, result) => event('finished', state, elapsedMs, result),
    stop: () => {},
  };
}

const heading = ({ place, of, title }) => `[${place}/${of}] ${title}`;
const doing = ({ phase, amount }) => [phase, amount && formatAmount(amount)].filter(Boolean).join(' · ');
