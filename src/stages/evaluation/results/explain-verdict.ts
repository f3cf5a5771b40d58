import type { VoteCounts } from '../statistics/count-votes.ts';
import { type Band, minimumDecisiveVotes, type Verdict } from '../statistics/decide-verdict.ts';
import type { Interval } from '../statistics/wilson-interval.ts';

export type Sentence = { en: string; zh: string };

export type Explained = {
  verdict: Verdict;
  rate: number | null;
  counts: VoteCounts;
  at95: Interval;
  at90: Interval;
  moreVotes: number | null;
};

export const bandNames: Record<Band, Sentence> = {
  harmful: { en: 'harmful', zh: '有害' },
  no_progress: { en: 'no progress', zh: '无进展' },
  not_good_enough: { en: 'not good enough', zh: '不够好' },
  success: { en: 'success', zh: '成功' },
  significant: { en: 'significant', zh: '显著提升' },
};

/** Why the verdict is what it is, in one plain sentence per language. */
export function explainVerdict(explained: Explained): Sentence {
  const reason = sentences[explained.verdict.rule]!(describe(explained));
  const more = explained.moreVotes;
  return more
    ? { en: `${reason.en} About ${more} more votes.`, zh: `${reason.zh}大约还需 ${more} 票。` }
    : reason;
}

type Facts = ReturnType<typeof describe>;

const sentences: Record<number, (facts: Facts) => Sentence> = {
  1: ({ decisive, width }) =>
    decisive < minimumDecisiveVotes
      ? {
          en: `Only ${decisive} votes are decisive so far; a verdict needs ${minimumDecisiveVotes}.`,
          zh: `目前只有 ${decisive} 票分出胜负，下结论至少需要 ${minimumDecisiveVotes} 票。`,
        }
      : {
          en: `The interval is ${width} points wide; a verdict needs 27 or less.`,
          zh: `区间宽达 ${width} 个百分点，下结论需不超过 27 个百分点。`,
        },
  2: ({ high }) => ({
    en: `Even the upper end of the interval, ${high}, is below 50 %: people prefer the base model.`,
    zh: `区间上限 ${high} 也低于 50 %：大家更喜欢原模型。`,
  }),
  3: ({ low }) => ({
    en: `Even the lower end of the interval, ${low}, is above 80 %.`,
    zh: `区间下限 ${low} 也高于 80 %。`,
  }),
  4: ({ low, rate, isAbove80 }) => ({
    en: `Even the lower end of the interval, ${low}, reaches 70 %${isAbove80 ? `; the rate itself, ${rate}, points above 80 %` : ''}.`,
    zh: `区间下限 ${low} 也达到 70 %${isAbove80 ? `；支持率 ${rate} 本身已超过 80 %` : ''}。`,
  }),
  5: ({ at90 }) => ({
    en: `The 90 % interval, ${at90}, lies between 45 and 55 %: in practice the two are equal.`,
    zh: `90 % 区间 ${at90} 落在 45 % 到 55 % 之间：两者实际上没有差别。`,
  }),
  6: ({ interval }) => ({
    en: `The whole interval, ${interval}, lies between 50 and 70 %: better than the base, and not by enough.`,
    zh: `整个区间 ${interval} 位于 50 % 到 70 % 之间：比原模型好，但还不够。`,
  }),
  7: ({ interval, rate, band }) => ({
    en: `The interval, ${interval}, lies above 50 %, so the tuned model is better; the rate, ${rate}, says "${band.en}", but the interval reaches into another band.`,
    zh: `区间 ${interval} 高于 50 %，微调后更好；支持率 ${rate} 属于“${band.zh}”，但区间还跨到别的档。`,
  }),
  8: ({ rate, high }) => ({
    en: `The rate, ${rate}, is below 45 % and the interval ends at ${high}: people lean to the base model.`,
    zh: `支持率 ${rate} 低于 45 %，区间上限为 ${high}：大家倾向原模型。`,
  }),
  9: ({ interval }) => ({
    en: `The interval, ${interval}, lies between 40 and 60 %: no difference to speak of so far.`,
    zh: `区间 ${interval} 位于 40 % 到 60 % 之间：目前看不出明显差别。`,
  }),
  10: ({ interval }) => ({
    en: `The interval, ${interval}, is still too wide to tell better from worse.`,
    zh: `区间 ${interval} 仍太宽，分不出好坏。`,
  }),
};

function describe({ verdict, rate, counts, at95, at90 }: Explained) {
  return {
    decisive: counts.wins + counts.losses,
    width: ((at95.high - at95.low) * 100).toFixed(1),
    low: percent(at95.low),
    high: percent(at95.high),
    interval: range(at95),
    at90: range(at90),
    rate: percent(rate ?? 0.5),
    isAbove80: rate !== null && rate > 0.8,
    band: verdict.kind === 'band' ? bandNames[verdict.band] : { en: '', zh: '' },
  };
}

const percent = (value: number): string => `${(value * 100).toFixed(1)} %`;
const range = ({ low, high }: Interval): string => `${(low * 100).toFixed(1)}–${percent(high)}`;
