import type { Language } from './vote.messages.ts';

const en = {
  states: {
    preparing: 'preparing',
    generating: 'generating answers',
    open: 'open',
    closed: 'closed',
    failed: 'failed',
  },
  support: 'Support rate',
  method: {
    wilson: '95 % interval: Wilson',
    'cluster-robust by prompt': '95 % interval: cluster-robust by prompt',
    'anytime-valid': '95 % interval: anytime-valid, voting is open or was stopped before its plan',
    'anytime-valid by prompt':
      '95 % interval: anytime-valid (open, or stopped before its plan); several votes on a prompt count as one',
  },
  interval90: '90 % interval',
  verdict: 'Verdict',
  kinds: { insufficient: 'insufficient', not_distinguishable: 'not distinguishable yet' },
  strengths: { confirmed: 'confirmed', indicative: 'indicative' },
  votes: 'Votes',
  counts: (w: number, l: number, t: number, b: number, s: number) =>
    `${w} for the tuned model, ${l} for the base, ${t} ties, ${b} both bad, ${s} skipped`,
  plan: (cast: number, planned: number, left: number) =>
    `${cast} of ${planned} planned${left > 0 ? `, ${left} left` : ''}`,
  decisive: 'Decisive only',
  pessimistic: 'Ties as losses',
  ties: 'Tie rate',
  bothBad: 'Both bad',
  position: 'Position effect',
  positionText: (effect: string, p: string, corrected: string, isFlagged: boolean) =>
    `${effect} (p=${p}), rate corrected for it ${corrected}${isFlagged ? '  FLAGGED' : ''}`,
  length: 'Length',
  lengthText: (ratio: string, rate: string) =>
    `tuned answers are ${ratio} times as long; at equal length ${rate}`,
  raters: 'Raters',
  raterText: (left: string, repeats: string, dwell: string) =>
    `left ${left}, repeats agree ${repeats}, median ${dwell} s`,
  others: 'If others voted',
  without: 'Without any one',
  agreement: 'Agreement',
  agreementText: (percent: string, without: string, alpha: string, pairs: number) =>
    `${percent} of ${pairs} pairs of votes (${without} without ties), Krippendorff alpha ${alpha}`,
  noAgreement: 'no prompt has two raters',
  labels: 'By label',
  label: 'LABEL',
  blocks: 'blocks release',
  excluded: 'Not counted',
  none: 'nothing',
  reasons: {
    repeat: 'repeated pairs',
    gold: 'gold pairs',
    too_fast: 'too fast',
    identical: 'identical answers (automatic tie)',
    unfinished: 'pairs with one answer cut before its first sentence ended',
    leak: 'answers naming a model',
    missing_answer: 'prompts without an answer',
  } as Record<string, string>,
  rules: 'Rules',
  rulesText: (seed: number) =>
    `a tie is half a support; closes at the planned votes; alpha 0.05; seed ${seed}`,
  reference: 'Reference',
  notVerdict: 'not a verdict',
  loss: 'loss on the test split',
  unmeasured: (why: string) => `loss not measured: ${why}`,
  notes: 'Please note',
};

export type ResultMessages = typeof en;

const zh: ResultMessages = {
  states: {
    preparing: '准备中',
    generating: '正在生成回答',
    open: '投票中',
    closed: '已结束',
    failed: '失败',
  },
  support: '支持率',
  method: {
    wilson: '95 % 区间：Wilson',
    'cluster-robust by prompt': '95 % 区间：按问题聚类稳健',
    'anytime-valid': '95 % 区间：随时有效（投票未结束，或在达到计划前停止）',
    'anytime-valid by prompt':
      '95 % 区间：随时有效（投票未结束，或在达到计划前停止）；同一问题的多票只按一票计',
  },
  interval90: '90 % 区间',
  verdict: '结论',
  kinds: { insufficient: '票数不足', not_distinguishable: '尚无法区分' },
  strengths: { confirmed: '已确认', indicative: '倾向' },
  votes: '票数',
  counts: (w, l, t, b, s) => `微调后 ${w}，原模型 ${l}，平票 ${t}，都不好 ${b}，跳过 ${s}`,
  plan: (cast, planned, left) => `计划 ${planned} 票，已投 ${cast}${left > 0 ? `，还差 ${left}` : ''}`,
  decisive: '仅分胜负',
  pessimistic: '平票算负',
  ties: '平票率',
  bothBad: '都不好',
  position: '位置效应',
  positionText: (effect, p, corrected, isFlagged) =>
    `${effect}（p=${p}），按位置校正后 ${corrected}${isFlagged ? '  需注意' : ''}`,
  length: '长度',
  lengthText: (ratio, rate) => `微调后回答长度为原来的 ${ratio} 倍；等长时 ${rate}`,
  raters: '评审者',
  raterText: (left, repeats, dwell) => `选左 ${left}，重复一致 ${repeats}，中位用时 ${dwell} 秒`,
  others: '换一批人',
  without: '去掉任一人',
  agreement: '一致性',
  agreementText: (percent, without, alpha, pairs) =>
    `${pairs} 对投票中 ${percent} 一致（不计平票 ${without}），Krippendorff alpha ${alpha}`,
  noAgreement: '没有问题由两人投票',
  labels: '按标签',
  label: '标签',
  blocks: '阻止发布',
  excluded: '未计入',
  none: '无',
  reasons: {
    repeat: '重复对',
    gold: '金标对',
    too_fast: '过快',
    identical: '回答相同（自动平票）',
    unfinished: '一方回答在第一句结束前就被截断',
    leak: '回答透露了模型',
    missing_answer: '没有回答的问题',
  },
  rules: '规则',
  rulesText: seed => `平票算半票；达到计划票数即结束；alpha 0.05；种子 ${seed}`,
  reference: '参考指标',
  notVerdict: '不是结论',
  loss: '测试集损失',
  unmeasured: why => `损失未能测量：${why}`,
  notes: '请注意',
};

export const resultMessages: Record<Language, ResultMessages> = { en, zh };
