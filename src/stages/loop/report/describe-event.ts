import { duration, percent } from '#platform/terminal/format.ts';

export type SeenEvent = { kind: string; payload: unknown };

/** What a line in the terminal says of an event: passing lines change in place, lasting ones stay. */
export type Said = { kind: 'passing' | 'lasting'; text: string };

type Payload = Record<string, unknown>;
type Describe = (payload: Payload) => Said[];

const passing = (text: string): Said[] => [{ kind: 'passing', text }];
const lasting = (text: string): Said[] => [{ kind: 'lasting', text }];

const byKind: Record<string, Describe> = {
  'loop.step': ({ title, state, result }) => {
    if (state !== 'running') return lasting(`  ${marks[String(state)] ?? '·'} ${title}${summary(result)}`);
    // Said once: the second time it only names what it started.
    return result ? [] : lasting(`▸ ${title}`);
  },
  'import.progress': p =>
    passing(`  reading: ${p.readCount} rows, ${p.recordCount} records, ${p.rejectCount} rejects`),
  'cleaning.progress': p => passing(`  cleaning: ${ofTotal(p)}`),
  'run.step': p => items(p).slice(-1).flatMap(describeStep),
  'run.eval': p =>
    items(p).flatMap(e =>
      lasting(`    step ${e.step}: validation loss ${number(e.loss)}${e.best ? ', the best so far' : ''}`),
    ),
  'run.sample': p => items(p).flatMap(s => lasting(`    step ${s.step} answers: ${oneLine(s.text)}`)),
  'run.warning': p => items(p).flatMap(w => lasting(`    ! ${w.text}`)),
  'evaluation.progress': p => passing(`  ${p.phase}: ${ofTotal(p)}`),
};

export function describeEvent(event: SeenEvent): Said[] {
  return byKind[event.kind]?.((event.payload ?? {}) as Payload) ?? [];
}

function describeStep(step: Payload): Said[] {
  const eta = typeof step.eta_s === 'number' ? `  ETA ${duration(step.eta_s)}` : '';
  return passing(
    `  step ${step.step}  loss ${number(step.loss)}  ${number(step.tokens_per_s, 0)} tokens/s${eta}`,
  );
}

const items = ({ items: list }: Payload): Payload[] => (Array.isArray(list) ? (list as Payload[]) : []);

const marks: Record<string, string> = { done: '✓', waiting: '…', failed: '✗' };

const number = (value: unknown, digits = 3): string =>
  typeof value === 'number' ? value.toFixed(digits) : '–';

const oneLine = (text: unknown): string =>
  String(text ?? '')
    .replace(/\s+/g, ' ')
    .trim();

const summary = (result: unknown): string => {
  const text = (result as { summary?: unknown } | null)?.summary;
  return typeof text === 'string' ? `: ${text}` : '';
};

function ofTotal({ done, total }: Payload): string {
  const known = typeof done === 'number' && typeof total === 'number' && total > 0;
  return known ? `${done} of ${total} (${percent(done / total)})` : String(done ?? '');
}
