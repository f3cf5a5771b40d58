import { duration, percent } from '#platform/terminal/format.ts';

export type SeenEvent = { kind: string; payload: unknown };

/** What a line in the terminal says of an event: passing lines change in place, lasting ones stay. */
export type Said = { kind: 'passing' | 'lasting'; text: string } | { kind: 'silent' };

type Payload = Record<string, unknown>;
type Describe = (payload: Payload) => Said;

const passing = (text: string): Said => ({ kind: 'passing', text });
const lasting = (text: string): Said => ({ kind: 'lasting', text });
const silent: Said = { kind: 'silent' };

const number = (value: unknown, digits = 3): string => (typeof value === 'number' ? value.toFixed(digits) : '–');

const byKind: Record<string, Describe> = {
  'loop.step': ({ title, state, result }) => (state === 'running' ? lasting(`▸ ${title}`) : lasting(`  ${mark(state)} ${title}${summary(result)}`)),
  'import.progress': p => passing(`  reading: ${p.readCount ?? p.read} rows, ${p.recordCount ?? p.records} records`),
  'cleaning.progress': p => passing(`  cleaning: ${p.done} of ${p.total} records`),
  'run.step': p =>
    passing(
      `  step ${p.step}/${p.stepsPlanned ?? '?'}  loss ${number(p.loss)}  ${number(p.tokensPerS, 0)} tokens/s  ETA ${typeof p.etaS === 'number' ? duration(p.etaS) : '–'}`,
    ),
  'run.eval': p => lasting(`    step ${p.step}: validation loss ${number(p.loss)}${p.best ? '  (best so far)' : ''}`),
  'run.sample': p => lasting(`    step ${p.step} says: ${String(p.text ?? '').replace(/\s+/g, ' ').trim()}`),
  'run.warning': p => lasting(`    ! ${p.text}`),
  'evaluation.progress': p => passing(`  ${p.phase}: ${p.done} of ${p.total}${percentOf(p)}`),
};

export function describeEvent(event: SeenEvent): Said {
  return byKind[event.kind]?.((event.payload ?? {}) as Payload) ?? silent;
}

const mark = (state: unknown): string => (state === 'done' ? '✓' : state === 'waiting' ? '…' : state === 'failed' ? '✗' : '·');

const summary = (result: unknown): string => {
  const text = (result as { summary?: unknown } | null)?.summary;
  return typeof text === 'string' ? `: ${text}` : '';
};

const percentOf = ({ done, total }: Payload): string =>
  typeof done === 'number' && typeof total === 'number' && total > 0 ? ` (${percent(done / total)})` : '';
