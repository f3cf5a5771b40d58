import type { SameKeys } from '#platform/i18n/catalog.ts';
import type en from './en.ts';

const need: SameKeys<typeof en> = {
  menu: { brief: '需求说明' },
  brief: {
    title: '需求说明',
    reason: '为什么微调？',
    reasons: {
      mandated: '上级要求的项目',
      tone: '提示词无法稳定的语气与风格',
      domain: '基座缺少的领域知识',
      task: '基座做不到的任务',
    },
    problem: '具体问题',
    problemHint: '回复像制度文件，不像我们说的话。',
    target: '目标',
    targetHint: '4 月底前支持率达到 70 % 以上，且结论已确认。',
    limits: '限制',
    limitsHint: '首词元 900 毫秒以内；每条回复不超过 0.002 元。',
    metrics: '业务指标',
    metric: '指标',
    now: '现状',
    aim: '目标',
    addMetric: '添加指标',
    removeMetric: '移除{{name}}',
    tried: '已尝试的办法',
    zeroShot: '直接指令',
    fewShot: '带示例的提示',
    chainOfThought: '先推理再回答',
    retrieval: '提示旁附资料（RAG）',
    answers: { no: '未尝试', insufficient: '效果不足', sufficient: '已够用', not_applicable: '不适用' },
    decomposed: '已把任务拆成更小的任务',
    goodRows: '现有或可取得的优质数据行数',
    nextBasePlan: '出现更好的基座时',
    nextBasePlanHint: '保留数据，重新微调，再比较。',
    record: '记录此结论',
    recorded: '已记录',
  },
  verdict: {
    title: '目前的结论',
    improve_prompts: '暂不微调：先改提示',
    try_retrieval: '暂不微调：先做检索',
    gather_data: '暂不微调：先补数据',
    tune: '建议微调',
    why: '理由',
    missing: '还缺什么',
    nothing: '没有缺项。',
    first: '写下具体问题后，这里会给出结论。',
  },
  note: {
    reason: {
      mandated: '这是上级要求的项目。',
      tone: '需要的语气与风格靠提示词无法稳定。',
      domain: '基座缺少该领域的知识。',
      task: '基座做不到该任务。',
    },
    verdict: {
      improve_prompts: '改提示只需半天，微调需要数周的数据：先改提示。',
      try_retrieval: '能查到的知识不必训练进去。',
      gather_data: '提示已试过且不足，但可供学习的优质数据太少。',
      tune: '提示已试过且不足，数据也足够学习。',
    },
    prompts: {
      zeroShot: '试一次直接指令，看 20 条回答。',
      fewShot: '试一次带示例的提示，看 20 条回答。',
      chainOfThought: '试一次先推理再回答，看 20 条回答。',
    },
    task: { decompose: '看看任务能否拆成提示就能完成的小任务。' },
    retrieval: {
      untried: '把含有事实的资料放在提示旁（RAG），看 20 条回答。',
      optional: '把含有事实的资料放在提示旁（RAG），看 20 条回答。',
    },
    data: { rows: '再收集优质数据：{{fewest}} 行可学会一种风格，领域知识需要 500 行以上。' },
    plan: { next_base: '写明出现更好的基座时怎么办。' },
  },
};

export default need;
