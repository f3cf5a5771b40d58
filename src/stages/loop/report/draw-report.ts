import { cutToWidth, pad, wrap } from '#platform/terminal/format.ts';
import type { LoopStep } from '../runs/loop-run.contract.ts';
import type { AskedQuestion } from './ask-both.ts';
import type { DecisionGroup } from './group-decisions.ts';
import type { ReportMessages } from './report.messages.ts';

const width = 110;

/** Every decision: a line for each kind with its reason, then the rows it touched by name. */
export function drawDecisions(groups: DecisionGroup[], text: ReportMessages): string {
  if (groups.length === 0) return '';
  const total = groups.reduce((sum, group) => sum + group.rows.length, 0);
  const blocks = groups.map(group => {
    const title = `  ${pad(text.actions[group.action] ?? group.action, 10)} ${`${group.operator}.${group.code}`.padEnd(38)} ×${group.rows.length}`;
    const names = wrap(group.rows.map(row => row.name).join(', '), width - 8);
    return [
      title,
      `      ${text.example} ${cutToWidth(group.reason, width - 12)}`,
      ...names.map(line => `      ${line}`),
    ].join('\n');
  });
  return `${text.decisions(total)}\n${blocks.join('\n')}`;
}

/** First readings by reference metrics. They are measured, and they are no verdict. */
export function drawReadings(
  run: LoopStep | undefined,
  evaluation: LoopStep | undefined,
  text: ReportMessages,
): string {
  const metrics = evaluation?.result?.metrics as Metrics | null | undefined;
  const lines = [...runLines(run?.result ?? null, text), ...(metrics ? metricLines(metrics, text) : [])];
  return lines.length === 0 ? '' : `${text.firstReading}\n${lines.map(line => `  ${line}`).join('\n')}`;
}

type Metrics = {
  heldOutLoss: { baseline: number | null; candidate: number | null; tokens: number } | null;
  heldOutLossError?: string | null;
  chrf: { baseline: number; candidate: number };
};

function runLines(run: Record<string, unknown> | null, text: ReportMessages): string[] {
  if (!run) return [];
  return [text.validationLine(number(run.validationFirst), number(run.validationBest), run.bestStep)];
}

function metricLines({ heldOutLoss, heldOutLossError, chrf }: Metrics, text: ReportMessages): string[] {
  const { baseline, candidate } = heldOutLoss ?? { baseline: null, candidate: null };
  const ratio = baseline && candidate ? (candidate / baseline).toFixed(2) : undefined;
  return [
    heldOutLoss
      ? text.testLine(number(baseline), number(candidate), ratio, heldOutLoss.tokens)
      : text.testMissing(heldOutLossError ?? '?'),
    text.chrfLine(chrf.baseline.toFixed(1), chrf.candidate.toFixed(1)),
  ];
}

/** Both answers to the same question, one under the other. */
export function drawAnswers(asked: AskedQuestion[], text: ReportMessages): string {
  return asked
    .map(({ question, tuned, base }) =>
      [
        text.asked(question),
        ...block(text.tuned(tuned.model), tuned.text),
        ...block(text.base(base.model), base.text),
      ].join('\n'),
    )
    .join('\n\n');
}

const block = (title: string, said: string): string[] => [
  `  ┌ ${title}`,
  ...wrap(said, width - 4).map(line => `  │ ${line}`),
];

const number = (value: unknown): string => (typeof value === 'number' ? value.toFixed(3) : '–');
