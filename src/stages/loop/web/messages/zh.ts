import type { SameKeys } from '#platform/i18n/catalog.ts';
import type en from './en.ts';

const loop: SameKeys<typeof en> = {
  menu: { loop: '闭环总览' },
  title: '闭环总览',
  facts: '项目进展与等待处理的事项',
  stations: '各阶段',
  station: { empty: '未开始', waiting: '等待处理', running: '进行中', done: '已完成' },
  runningCount_other: '{{count}} 项进行中',
  waitingMine_other: '{{shown}} 项等您处理',
  waitingOthers_other: '{{shown}} 项等他人处理',
  state: { running: '运行中', waiting: '等人处理', done: '已完成', failed: '失败' },
  step: { pending: '未开始', running: '运行中', done: '已完成', waiting: '等待', failed: '失败' },
  kinds: {
    brief: '需求说明与评估',
    source: '来源',
    import: '导入',
    cleaning: '清洗与去重',
    dataset: '数据集版本',
    run: '训练',
    evaluation: '评估',
    deployment: '部署实例',
    vote: '盲选投票',
  },
  loops: {
    title: '由文件运行的闭环',
    name: '闭环 {{number}} · {{name}}',
    empty: '整个闭环可以写成一个文件，用 attune loop run FILE.yaml 运行。',
    again: '再次运行同一文件，会从已完成处继续。',
  },
  kind: {
    person: '人员',
    source: '来源',
    import_batch: '导入',
    base_model: '基座模型',
    connection: '连接',
    record: '记录',
    dataset_version: '数据集',
    run: '训练',
    model_version: '模型版本',
    evaluation: '评估',
    deployment: '部署',
    interaction: '调用',
    judgement: '反馈',
    promotion: '待采纳反馈',
  },
  thread: {
    title: '血缘',
    keys: '[ 与 ] 沿血缘移动',
    up: '来自',
    down: '去往',
    nothing: '无。',
    repeated: '见上文',
    more_other: '另有 {{count}} 个',
  },
};

export default loop;
