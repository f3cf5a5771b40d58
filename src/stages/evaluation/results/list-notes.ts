import type { EvaluationResult } from './result.contract.ts';

type Note = EvaluationResult['notes'][number];
type Facts = Omit<EvaluationResult, 'notes' | 'codeVersion' | 'inputHash'>;

/** What a reader should know before believing the number; none of it changes the verdict. */
export function listNotes(result: Facts): Note[] {
  return rules.flatMap(rule => rule(result) ?? []);
}

const hastyMs = 1_000;

const rules: ((result: Facts) => Note | undefined)[] = [
  ({ position }) =>
    position?.isFlagged
      ? note(
          'position_effect',
          `Being on the left changes the support rate by ${points(position.effect)}; corrected for the side it is ${percent(position.stratifiedRate)}.`,
          `放在左侧使支持率变化 ${points(position.effect)}；按位置校正后为 ${percent(position.stratifiedRate)}。`,
        )
      : undefined,
  ({ tieRate, decisiveRate }) =>
    tieRate !== null && tieRate > 0.5
      ? note(
          'many_ties',
          `More than half of the votes are ties, so the prompts may be too easy; of the decisive votes ${decisiveRate === null ? 'none' : percent(decisiveRate)} support the tuned model.`,
          `超过一半是平票，题目可能太简单；分出胜负的票中有 ${decisiveRate === null ? '0' : percent(decisiveRate)} 支持微调后的模型。`,
        )
      : undefined,
  ({ bothBadRate }) =>
    bothBadRate !== null && bothBadRate > 0.2
      ? note(
          'many_both_bad',
          `In ${percent(bothBadRate)} of the votes both answers were bad: better than the base is not yet good.`,
          `${percent(bothBadRate)} 的票认为两个都差：比原模型好，不等于好。`,
        )
      : undefined,
  ({ raters }) =>
    raters.length > 0 && raters.length < 5
      ? note(
          'few_raters',
          `${raters.length === 1 ? 'One person' : `${raters.length} people`} voted: this is their opinion, and others may differ.`,
          `只有 ${raters.length} 人投票：这是他们的看法，换一批人可能不同。`,
        )
      : undefined,
  ({ agreement }) =>
    agreement.isLow
      ? note(
          'raters_disagree',
          `The raters disagree with one another (alpha ${agreement.alpha!.toFixed(2)}, below 0.20).`,
          `评审者彼此不一致（alpha ${agreement.alpha!.toFixed(2)}，低于 0.20）。`,
        )
      : undefined,
  ({ raters }) => {
    const flagged = raters.filter(rater => rater.flag).map(rater => rater.rater);
    return flagged.length > 0
      ? note(
          'one_sided_rater',
          `Nearly always the same side was chosen by ${flagged.join(', ')}.`,
          `${flagged.join('、')} 几乎总选同一侧。`,
        )
      : undefined;
  },
  ({ raters }) => {
    const hasty = raters.filter(({ medianDwellMs }) => medianDwellMs !== null && medianDwellMs < hastyMs);
    const codes = hasty.map(rater => rater.rater);
    return codes.length > 0
      ? note(
          'hasty_rater',
          `Half of the votes of ${codes.join(', ')} took less than a second: too fast to have read both answers.`,
          `${codes.join('、')} 有一半的票用时不到一秒，来不及读完两个回答。`,
        )
      : undefined;
  },
  ({ length, rate }) =>
    length && length.rate !== null && rate !== null && Math.abs(length.rate - rate) > 0.1
      ? note(
          'length_effect',
          `With answers of equal length the support rate would be about ${percent(length.rate)}: length carries part of it.`,
          `若回答长度相同，支持率约为 ${percent(length.rate)}：其中一部分来自长度。`,
        )
      : undefined,
  ({ macroRate, rate }) =>
    macroRate !== null &&
    rate !== null &&
    (macroRate - 0.5) * (rate - 0.5) < 0 &&
    Math.abs(macroRate - rate) > 0.02
      ? note(
          'labels_disagree',
          `Counted by label instead of by vote the rate is ${percent(macroRate)}: a few large labels decide the result.`,
          `按标签而不是按票平均，支持率为 ${percent(macroRate)}：少数大标签决定了结果。`,
        )
      : undefined,
  ({ cut }) =>
    Math.max(cut.baseline, cut.candidate) > 0.1 * cut.pairs
      ? note(
          'cut_answers',
          `Of ${cut.pairs} answers each, ${cut.baseline} of the base and ${cut.candidate} of the tuned model ran into the cap of ${cut.maxTokens} tokens and were shown up to their last whole sentence; a higher cap shows them whole.`,
          `每方 ${cut.pairs} 个回答中，原模型有 ${cut.baseline} 个、微调后有 ${cut.candidate} 个达到 ${cut.maxTokens} 个词元的上限，只展示到最后一个完整句子；提高上限可完整展示。`,
        )
      : undefined,
  ({ labels }) => {
    const blocking = labels.filter(label => label.blocksRelease).map(label => label.label);
    return blocking.length > 0
      ? note(
          'label_blocks_release',
          `Worse than the base on: ${blocking.join(', ')}. This blocks an automatic release.`,
          `在以下标签上不如原模型：${blocking.join('、')}。这会阻止自动发布。`,
        )
      : undefined;
  },
];

const note = (code: string, en: string, zh: string): Note => ({ code, en, zh });
const percent = (value: number): string => `${(value * 100).toFixed(1)} %`;
const points = (effect: number): string => `${effect < 0 ? '−' : '+'}${Math.abs(effect * 100).toFixed(1)} pp`;
