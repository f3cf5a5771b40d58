import type { Language } from './vote.messages.ts';

const en = {
  columns: ['N', 'NAME', 'STATE', 'PROMPTS', 'PLANNED VOTES'],
  created: (number: number, prompts: number) =>
    `Evaluation ${number}: ${prompts} prompts. Follow it with: attune eval show ${number}`,
  plan: (power80: number, power90: number) => `${power80} votes with power 80 %, ${power90} with 90 %`,
  goesOn: (number: number) => `Evaluation ${number} goes on.`,
  base: 'base ',
  tuned: 'tuned',
  hidden: (pairs: number) =>
    `${pairs} pairs stay hidden until your vote on them is final or the vote is over.`,
  none: '(none)',
  phases: {
    answers: 'answers',
    'answers of the baseline': 'answers of the base',
    'answers of the candidate': 'answers of the tuned model',
    metrics: 'reference metrics',
  } as Record<string, string>,
};

export type EvalMessages = typeof en;

const zh: EvalMessages = {
  columns: ['编号', '名称', '状态', '问题', '计划票数'],
  created: (number, prompts) => `评估 ${number}：${prompts} 个问题。查看进度：attune eval show ${number}`,
  plan: (power80, power90) => `检验力 80 % 需 ${power80} 票，90 % 需 ${power90} 票`,
  goesOn: number => `评估 ${number} 继续进行。`,
  base: '原模型',
  tuned: '微调后',
  hidden: pairs => `还有 ${pairs} 对隐藏：您的投票不可再撤销，或投票结束后才显示。`,
  none: '（无）',
  phases: {
    answers: '回答',
    'answers of the baseline': '原模型的回答',
    'answers of the candidate': '微调后模型的回答',
    metrics: '参考指标',
  },
};

export const evalMessages: Record<Language, EvalMessages> = { en, zh };
