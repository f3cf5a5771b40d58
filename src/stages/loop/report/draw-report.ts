import { cutToWidth, wrap } from '#platform/terminal/format.ts';
import type { LoopStep } from '../runs/loop-run.contract.ts';
import type { AskedQuestion } from './ask-both.ts';
import type { DecisionGroup } from './group-decisions.ts';

const width = 110;

/** Every decision: a line for each kind with its reason, then the rows it touched by name. */
export function drawDecisions(groups: DecisionGroup[]): string {
  if (groups.length === 0) return '';
  const total = groups.reduce((sum, group) => sum + group.rows.length, 0);
  const blocks = groups.map(group => {
    const title = `  ${group.action.padEnd(10)} ${`${group.operator}.${group.code}`.padEnd(38)} ×${group.rows.length}`;
    const names = wrap(group.rows.map(row => row.name).join(', '), width - 8);
    return [
      title,
      `      e.g. ${cutToWidth(group.reason, width - 12)}`,
      ...names.map(line => `      ${line}`),
    ].join('\n');
  });
  return `Decisions of cleaning: ${total}, all reversible (attune records show ID; attune records revert DECISION)\n${blocks.join('\n')}`;
}

/** First readings by reference metrics. They are measured, and they are no verdict. */
export function drawReadings(run: LoopStep | undefined, evaluation: LoopStep | undefined): string {
  const metrics = evaluation?.result?.metrics as Metrics | null | undefined;
  const lines = [...runLines(run?.result ?? null), ...(metrics ? metricLines(metrics) : [])];
  return lines.length === 0
    ? ''
    : `First reading (not a verdict: the verdict is the blind vote's)\n${lines.map(line => `  ${line}`).join('\n')}`;
}

type Metrics = {
  heldOutLoss: { baseline: number | null; candidate: number | null; tokens: number } | null;
  heldOutLossError?: string | null;
  chrf: { baseline: number; candidate: number };
};

function runLines(run: Record<string, unknown> | null): string[] {
  if (!run) return [];
  return [
    `validation loss ${number(run.validationFirst)} → ${number(run.validationBest)} at step ${run.bestStep}`,
  ];
}

function metricLines({ heldOutLoss, heldOutLossError, chrf }: Metrics): string[] {
  const { baseline, candidate } = heldOutLoss ?? { baseline: null, candidate: null };
  const ratio = baseline && candidate ? ` (${(candidate / baseline).toFixed(2)} of the base's)` : '';
  return [
    heldOutLoss
      ? `test loss       ${number(baseline)} → ${number(candidate)}${ratio}, ${heldOutLoss.tokens} response tokens nobody had looked at`
      : `test loss       not measured: ${heldOutLossError ?? 'unknown'}`,
    `chrF            ${chrf.baseline.toFixed(1)} → ${chrf.candidate.toFixed(1)} against the reference answers`,
  ];
}

/** Both answers to the same question, one under the other. */
export function drawAnswers(asked: AskedQuestion[]): string {
  return asked
    .map(({ question, tuned, base }) =>
      [
        `Asked: ${question}`,
        ...block(`tuned, ${tuned.model}`, tuned.text),
        ...block(`base, ${base.model}`, base.text),
      ].join('\n'),
    )
    .join('\n\n');
}

const block = (title: string, text: string): string[] => [
  `  ┌ ${title}`,
  ...wrap(text, width - 4).map(line => `  │ ${line}`),
];

const number = (value: unknown): string => (typeof value === 'number' ? value.toFixed(3) : '–');
