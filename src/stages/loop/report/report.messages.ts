import type { Cli } from '#platform/terminal/command.ts';
import type { StepKind } from '../file/plan-steps.ts';

export type Language = Cli['language'];
/** What a step left behind, by the fields that its kind writes. */
type Result = Record<string, unknown>;

const en = {
  states: { running: 'running', waiting: 'waiting', done: 'done', failed: 'failed' },
  heading: (number: number, name: string, state: string) => `Loop ${number}: ${name}, ${state}`,
  stepsTitle: 'Steps',
  title: (_kind: StepKind, _subject: string, own: string) => own,
  /** The sentence that the step itself wrote. */
  summary: (_kind: StepKind, result: Result) => String(result.summary ?? ''),
  reading: (p: Result) => `reading: ${p.readCount} rows, ${p.recordCount} records, ${p.rejectCount} rejects`,
  cleaning: (progress: string) => `cleaning: ${progress}`,
  phases: {
    'answers of the baseline': 'answers of the base',
    'answers of the candidate': 'answers of the tuned model',
    metrics: 'reference metrics',
  } as Record<string, string>,
  ofTotal: (done: number, total: number, share: string) => `${done} of ${total} (${share})`,
  step: (step: unknown, loss: string, tokens: string, eta: string) =>
    `step ${step}  loss ${loss}  ${tokens} tokens/s${eta ? `  ETA ${eta}` : ''}`,
  validation: (step: unknown, loss: string, isBest: boolean) =>
    `step ${step}: validation loss ${loss}${isBest ? ', the best so far' : ''}`,
  sample: (step: unknown, text: string) => `step ${step} answers: ${text}`,
  actions: {} as Record<string, string>,
  decisions: (count: number) =>
    `Decisions of cleaning: ${count}, all reversible (attune records show ID; attune records revert DECISION)`,
  example: 'e.g.',
  firstReading: "First reading (not a verdict: the verdict is the blind vote's)",
  validationLine: (first: string, best: string, step: unknown) =>
    `validation loss ${first} → ${best} at step ${step}`,
  testLine: (base: string, tuned: string, ratio: string | undefined, tokens: number) =>
    `test loss       ${base} → ${tuned}${ratio ? ` (${ratio} of the base's)` : ''}, ${tokens} response tokens nobody had looked at`,
  testMissing: (why: string) => `test loss       not measured: ${why}`,
  chrfLine: (base: string, tuned: string) =>
    `chrF            ${base} → ${tuned} against the reference answers`,
  asked: (question: string) => `Asked: ${question}`,
  tuned: (model: string) => `tuned, ${model}`,
  base: (model: string) => `base, ${model}`,
  noAnswer: (why: unknown) => `(no answer: ${why})`,
  nextTitle: 'What waits next',
  failed: (title: string) => `${title} failed; mend it and run the same file again: it goes on from there.`,
  vote: (command: string) => `The blind vote: ${command}`,
  verdict: (command: string) => `The verdict, as votes come in: ${command}`,
  talk: (command: string) => `Talk to it: ${command}`,
  lineage: (command: string) => `Where it all came from: ${command}`,
};
export type ReportMessages = typeof en;

const kindsZh: Record<StepKind, string> = {
  brief: '需求说明与评估',
  source: '来源',
  import: '导入',
  cleaning: '清洗与去重',
  dataset: '数据集',
  run: '训练',
  evaluation: '评估',
  deployment: '部署实例',
  vote: '盲选投票',
};

const verdictsZh: Record<string, string> = {
  improve_prompts: '暂不微调：先改提示',
  try_retrieval: '暂不微调：先做检索',
  gather_data: '暂不微调：先补数据',
  tune: '建议微调',
};

const countsZh: Record<string, string> = {
  active: '条有效',
  dropped: '条已剔除',
  set_aside: '条暂存',
  modified: '条已改动',
  flagged: '条已标记',
};

const cleaned = (counts: unknown): string =>
  Object.entries((counts ?? {}) as Record<string, number>)
    .filter(([name]) => !name.includes('.'))
    .map(([name, count]) => `${count} ${countsZh[name] ?? name}`)
    .join('，');

const split = (bySplit: unknown): string => {
  const { train, validation, test } = bySplit as Record<string, number>;
  return `训练 ${train} 行，验证 ${validation} 行，测试 ${test} 行`;
};

const summariesZh: Record<StepKind, (r: Result) => string> = {
  brief: r => `评估结论：${verdictsZh[String(r.verdict)] ?? r.verdict}`,
  source: r => `${r.origin}，${r.licence || '未写许可'}`,
  import: r =>
    `${r.readCount} 行：${r.recordCount} 条记录，${r.duplicateCount} 条重复，${r.rejectCount} 条拒收`,
  cleaning: r => cleaned(r.counts),
  dataset: r => `版本 ${r.n}：${split(r.bySplit)}，共 ${r.groups} 组`,
  run: r => `训练 ${r.number} 得到 ${r.modelVersion}`,
  evaluation: r => `评估 ${r.number}：两边各回答 ${r.prompts} 个问题`,
  deployment: r => `${r.name} 由 ${r.modelVersion} 回答`,
  vote: r =>
    r.waiting
      ? `已投 ${r.cast} 票，计划 ${r.plannedVotes} 票：attune vote ${r.number}`
      : `已结束，共 ${r.cast} 票`,
};

const zh: ReportMessages = {
  states: { running: '运行中', waiting: '等人处理', done: '已完成', failed: '失败' },
  heading: (number, name, state) => `闭环 ${number}：${name}，${state}`,
  stepsTitle: '步骤',
  title: (kind, subject) => [kindsZh[kind], subject].filter(Boolean).join(' '),
  summary: (kind, result) => summariesZh[kind](result),
  reading: p => `正在读取：${p.readCount} 行，${p.recordCount} 条记录，${p.rejectCount} 条拒收`,
  cleaning: progress => `正在清洗：${progress}`,
  phases: {
    answers: '回答',
    'answers of the baseline': '原模型的回答',
    'answers of the candidate': '微调后模型的回答',
    metrics: '参考指标',
  },
  ofTotal: (done, total, share) => `${done} / ${total}（${share}）`,
  step: (step, loss, tokens, eta) =>
    `第 ${step} 步  损失 ${loss}  ${tokens} token/s${eta ? `  预计还需 ${eta}` : ''}`,
  validation: (step, loss, isBest) => `第 ${step} 步：验证损失 ${loss}${isBest ? '，目前最好' : ''}`,
  sample: (step, text) => `第 ${step} 步的回答：${text}`,
  actions: { drop: '剔除', set_aside: '暂存', modify: '改动', flag: '标记' },
  decisions: count =>
    `清洗决定：${count} 条，都可撤销（attune records show ID；attune records revert DECISION）`,
  example: '例如',
  firstReading: '初步读数（不是结论：结论由盲选投票得出）',
  validationLine: (first, best, step) => `验证损失 ${first} → ${best}，在第 ${step} 步`,
  testLine: (base, tuned, ratio, tokens) =>
    `测试损失 ${base} → ${tuned}${ratio ? `（原模型的 ${ratio}）` : ''}，${tokens} 个此前无人看过的回答 token`,
  testMissing: why => `测试损失未测：${why}`,
  chrfLine: (base, tuned) => `chrF     ${base} → ${tuned}，与参考回答相比`,
  asked: question => `提问：${question}`,
  tuned: model => `微调后模型 ${model}`,
  base: model => `原模型 ${model}`,
  noAnswer: why => `（没有回答：${why}）`,
  nextTitle: '接下来',
  failed: title => `${title} 失败；修好后再运行同一文件，会从这里接着走。`,
  vote: command => `盲选投票：${command}`,
  verdict: command => `结论随投票更新：${command}`,
  talk: command => `与它对话：${command}`,
  lineage: command => `追溯来历：${command}`,
};

export const reportMessages: Record<Language, ReportMessages> = { en, zh };

/** What a step's title names beyond its kind: `source:tickets` is about "tickets". */
export function subjectOf(kind: StepKind, title: string): string {
  if (kind === 'brief' || kind === 'cleaning' || kind === 'vote') return '';
  return title
    .split(' ')
    .slice(kind === 'run' ? 2 : 1)
    .join(' ');
}

/** A step's title in a language, from what the server calls it. */
export const titleIn = (language: Language, kind: StepKind, title: string): string =>
  reportMessages[language].title(kind, subjectOf(kind, title), title);
