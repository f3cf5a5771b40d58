/** What a walk meets, in the order in which it lists them; each with its words for one and many, and how people type it. */
const words = {
  person: ['person', 'people'],
  source: ['source', 'sources'],
  import_batch: ['import', 'imports'],
  base_model: ['base model', 'base models'],
  connection: ['connection', 'connections'],
  model_version: ['model version', 'model versions'],
  run: ['run', 'runs'],
  record: ['record', 'records'],
  dataset_version: ['dataset version', 'dataset versions'],
  promotion: ['promotion', 'promotions'],
  judgement: ['judgement', 'judgements'],
  interaction: ['answer', 'answers'],
  evaluation: ['evaluation', 'evaluations'],
  deployment: ['deployment', 'deployments'],
} as const;

export type NodeKind = keyof typeof words;
export const nodeKinds = Object.keys(words) as NodeKind[];
export const isNodeKind = (kind: string): kind is NodeKind => Object.hasOwn(words, kind);

export const kindWords = (kind: string, count: number): string =>
  isNodeKind(kind) ? words[kind][count === 1 ? 0 : 1] : kind.replaceAll('_', ' ');

const typed: Record<string, NodeKind> = {
  user: 'person',
  import: 'import_batch',
  base: 'base_model',
  model: 'model_version',
  version: 'model_version',
  dataset: 'dataset_version',
  feedback: 'judgement',
  vote: 'judgement',
  label: 'judgement',
  answer: 'interaction',
  call: 'interaction',
  completion: 'interaction',
  eval: 'evaluation',
};

/** The kind that people mean by a word, in either number: `dataset`, `runs`, `eval`. */
export function kindOf(word: string): NodeKind | undefined {
  const name = word.toLowerCase().replaceAll(/[\s-]/g, '_');
  const one = nodeKinds.find(kind => words[kind].some(each => each.replaceAll(' ', '_') === name));
  return isNodeKind(name) ? name : (one ?? typed[name] ?? typed[name.replace(/s$/, '')]);
}

export function kindOrder(kind: string): number {
  const at = nodeKinds.indexOf(kind as NodeKind);
  return at < 0 ? nodeKinds.length : at;
}
