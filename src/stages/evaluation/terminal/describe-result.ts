import { pad, table, textWidth } from '#platform/terminal/format.ts';
import type { Evaluation } from '../evaluation.contract.ts';
import { bandNames } from '../results/explain-verdict.ts';
import type { EvaluationResult } from '../results/result.contract.ts';
import type { Verdict } from '../statistics/decide-verdict.ts';
import { type ResultMessages, resultMessages } from './result.messages.ts';
import type { Language } from './vote.messages.ts';

type Line = [name: string, text: string];

/** A result as a terminal shows it: the rate first, then why, then everything that it rests on. */
export function describeResult(evaluation: Evaluation, result: EvaluationResult, language: Language): string {
  const text = resultMessages[language];
  const lines: Line[] = [
    ...describeSupport(result, text, language),
    ...describeVotes(result, text),
    ...describeTrust(result, text),
    [text.rules, text.rulesText(evaluation.seed)],
    ...describeReference(evaluation, text),
    ...result.notes.map((note, i): Line => [i === 0 ? text.notes : '', note[language]]),
  ];
  const heading = `#${evaluation.number}  ${evaluation.name}  ·  ${text.states[evaluation.state]}`;
  return [heading, '', ...align(lines), ...describeLabels(result, text, language)].join('\n');
}

/** `71.3 % [63.2, 78.4] n=128` */
export function formatRate(rate: number | null, interval: { low: number; high: number }, n: number): string {
  const shown = rate === null ? '–' : `${(rate * 100).toFixed(1)} %`;
  return `${shown} [${(interval.low * 100).toFixed(1)}, ${(interval.high * 100).toFixed(1)}] n=${n}`;
}

export function formatVerdict(verdict: Verdict, language: Language): string {
  const text = resultMessages[language];
  if (verdict.kind !== 'band') return text.kinds[verdict.kind];
  const words = (band: keyof typeof bandNames, strength: 'confirmed' | 'indicative') =>
    language === 'zh'
      ? `${bandNames[band].zh}，${text.strengths[strength]}`
      : `${bandNames[band].en}, ${strength}`;
  const second = verdict.secondary && words(verdict.secondary.band, verdict.secondary.strength);
  return words(verdict.band, verdict.strength) + (second ? ` (${second})` : '');
}

function describeSupport(result: EvaluationResult, text: ResultMessages, language: Language): Line[] {
  return [
    [text.support, formatRate(result.rate, result.interval95, result.n)],
    ['', text.method[result.intervalMethod]],
    [text.interval90, range(result.interval90)],
    [text.verdict, formatVerdict(result.verdict, language)],
    ['', result.reason[language]],
  ];
}

function describeVotes(result: EvaluationResult, text: ResultMessages): Line[] {
  const { wins, losses, ties, bothBad, skips } = result.counts;
  const excluded = result.excluded.map(({ reason, count }) => `${count} ${text.reasons[reason] ?? reason}`);
  return [
    [text.votes, text.counts(wins, losses, ties, bothBad, skips)],
    ['', text.plan(result.cast, result.plannedVotes, result.votesLeft)],
    [text.decisive, percent(result.decisiveRate)],
    [text.pessimistic, percent(result.pessimisticRate)],
    [text.ties, percent(result.tieRate)],
    [text.bothBad, percent(result.bothBadRate)],
    [text.excluded, excluded.join(', ') || text.none],
  ];
}

function describeTrust(
  { position, length, raters, agreement, ...result }: EvaluationResult,
  text: ResultMessages,
): Line[] {
  const lines: Line[] = raters.map((rater, i) => {
    const repeats = `${rater.repeats.consistent}/${rater.repeats.asked}`;
    const dwell = ((rater.medianDwellMs ?? 0) / 1000).toFixed(1);
    const reading = text.raterText(percent(rater.leftShare), repeats, dwell);
    return [i === 0 ? text.raters : '', `${rater.rater}  ${percent(rater.rate)} n=${rater.n}, ${reading}`];
  });
  if (position) {
    const effect = `${position.effect < 0 ? '−' : '+'}${Math.abs(position.effect * 100).toFixed(1)} pp`;
    const corrected = percent(position.stratifiedRate);
    lines.unshift([
      text.position,
      text.positionText(effect, position.p.toFixed(3), corrected, position.isFlagged),
    ]);
  }
  if (length) lines.push([text.length, text.lengthText(length.lengthRatio.toFixed(2), percent(length.rate))]);
  if (result.otherRaters) lines.push([text.others, range(result.otherRaters)]);
  if (result.withoutOneRater) lines.push([text.without, range(result.withoutOneRater)]);
  const alpha = agreement.alpha === null ? '–' : agreement.alpha.toFixed(2);
  const { percent: equal, percentWithoutTies, pairs } = agreement;
  lines.push([
    text.agreement,
    pairs > 0
      ? text.agreementText(percent(equal), percent(percentWithoutTies), alpha, pairs)
      : text.noAgreement,
  ]);
  return lines;
}

function describeReference({ metrics }: Evaluation, text: ResultMessages): Line[] {
  if (!metrics) return [];
  const { heldOutLoss, heldOutLossError, chrf } = metrics;
  const loss = heldOutLoss
    ? `${text.loss} ${number(heldOutLoss.baseline, 3)} → ${number(heldOutLoss.candidate, 3)}`
    : text.unmeasured(heldOutLossError ?? '–');
  return [
    [
      text.reference,
      `${loss}, chrF ${chrf.baseline.toFixed(1)} → ${chrf.candidate.toFixed(1)} (${text.notVerdict})`,
    ],
  ];
}

function describeLabels(result: EvaluationResult, text: ResultMessages, language: Language): string[] {
  if (result.labels.length === 0) return [];
  const rows = result.labels.map(label => [
    label.label,
    formatRate(label.rate, label.interval, label.n),
    label.verdict ? formatVerdict(label.verdict, language) : '',
    label.blocksRelease ? text.blocks : '',
  ]);
  return ['', table([text.label, text.support, text.verdict, ''], rows)];
}

function align(lines: readonly Line[]): string[] {
  const width = Math.max(...lines.map(([name]) => textWidth(name)));
  return lines.map(([name, text]) => `${pad(name, width)}  ${text}`);
}

const percent = (value: number | null): string => (value === null ? '–' : `${(value * 100).toFixed(1)} %`);
const range = ({ low, high }: { low: number; high: number }): string =>
  `[${(low * 100).toFixed(1)}, ${(high * 100).toFixed(1)}]`;
const number = (value: number | null, digits: number): string =>
  value === null ? '–' : value.toFixed(digits);
