import { duration, percent } from '#platform/terminal/format.ts';
import type { StepKind } from '../file/plan-steps.ts';
import { type Language, type ReportMessages, reportMessages, titleIn } from './report.messages.ts';

export type SeenEvent = { kind: string; payload: unknown };

/** What a line in the terminal says of an event: passing lines change in place, lasting ones stay. */
export type Said = { kind: 'passing' | 'lasting'; text: string };

type Payload = Record<string, unknown>;
type Describe = (payload: Payload, text: ReportMessages, language: Language) => Said[];

const passing = (text: string): Said[] => [{ kind: 'passing', text }];
const lasting = (text: string): Said[] => [{ kind: 'lasting', text }];

const byKind: Record<string, Describe> = {
  'loop.step': ({ key, title, state, result }, text, language) => {
    const kind = String(key).split(':')[0] as StepKind;
    const named = titleIn(language, kind, String(title));
    if (state === 'running') return result ? [] : lasting(`▸ ${named}`); // Said once: the second time it only names what it started.
    const said = result ? text.summary(kind, result as Payload) : '';
    return lasting(`  ${marks[String(state)] ?? '·'} ${named}${said && `: ${said}`}`);
  },
  'import.progress': (p, text) => passing(`  ${text.reading(p)}`),
  'cleaning.progress': (p, text) => passing(`  ${text.cleaning(ofTotal(p, text))}`),
  'run.step': (p, text) =>
    items(p)
      .slice(-1)
      .flatMap(step => describeStep(step, text)),
  'run.eval': (p, text) =>
    items(p).flatMap(e => lasting(`    ${text.validation(e.step, number(e.loss), Boolean(e.best))}`)),
  'run.sample': (p, text) => items(p).flatMap(s => lasting(`    ${text.sample(s.step, oneLine(s.text))}`)),
  'run.warning': p => items(p).flatMap(w => lasting(`    ! ${w.text}`)),
  'evaluation.progress': (p, text) =>
    passing(`  ${text.phases[String(p.phase)] ?? p.phase}: ${ofTotal(p, text)}`),
};

export function describeEvent(event: SeenEvent, language: Language): Said[] {
  const payload = (event.payload ?? {}) as Payload;
  return byKind[event.kind]?.(payload, reportMessages[language], language) ?? [];
}

function describeStep(step: Payload, text: ReportMessages): Said[] {
  const eta = typeof step.eta_s === 'number' ? duration(step.eta_s) : '';
  return passing(`  ${text.step(step.step, number(step.loss), number(step.tokens_per_s, 0), eta)}`);
}

const items = ({ items: list }: Payload): Payload[] => (Array.isArray(list) ? (list as Payload[]) : []);

const marks: Record<string, string> = { done: '✓', waiting: '…', failed: '✗' };

const number = (value: unknown, digits = 3): string =>
  typeof value === 'number' ? value.toFixed(digits) : '–';

const oneLine = (text: unknown): string =>
  String(text ?? '')
    .replace(/\s+/g, ' ')
    .trim();

function ofTotal({ done, total }: Payload, text: ReportMessages): string {
  const known = typeof done === 'number' && typeof total === 'number' && total > 0;
  return known ? text.ofTotal(done, total, percent(done / total)) : String(done ?? '');
}
