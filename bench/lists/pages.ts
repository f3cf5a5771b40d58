import type { Work } from './seed-work.ts';

/** Every list of the API with what people narrow it by: a name, and the paths between which the measurement goes round. */
export type List = { name: string; paths: string[] };

export function listsOf(
  sources: string[],
  { cleaningRun, version, model, deployment, interaction }: Work,
): List[] {
  const records = (...queries: string[]) => queries.map(query => `/records?limit=50${query}`);
  const text = (words: string) => `&text=${encodeURIComponent(words)}`;
  const decisions = (query: string) => [`/cleaning-runs/${cleaningRun}/decisions?limit=50${query}`];
  const calls = (query: string) => [`/calls?limit=50${query}`];
  return [
    { name: 'records', paths: records('') },
    { name: 'records of a source', paths: records(...sources.map(id => `&source=${id}`)) },
    { name: 'records by state', paths: records('&state=active', '&state=set_aside', '&state=dropped') },
    {
      name: 'records by language',
      paths: records('&language=en', '&language=zh', '&language=de', '&language=fr'),
    },
    {
      name: 'records by label',
      paths: records('&label=label-0', '&label=label-50', '&label=label-199', '&label=none'),
    },
    {
      name: 'records by source and label',
      paths: records(`&source=${sources[3]}&label=label-0`, `&source=${sources[0]}&label=label-199`),
    },
    {
      name: 'records by state and language',
      paths: records('&state=dropped&language=zh', '&state=active&language=de'),
    },
    { name: 'two Chinese characters, common', paths: records(text('退款'), text('订单')) },
    { name: 'two Chinese characters, rare', paths: records(text('龘靐'), text('丑不')) },
    { name: 'an English word, common', paths: records(text('parcel'), text('refund')) },
    { name: 'an English word, rare', paths: records(text('4711'), text('badegu')) },
    { name: 'several words', paths: records(text('where parcel lamp'), text('请问 订单 退款')) },
    {
      name: 'a word within a source and a label',
      paths: records(`&source=${sources[3]}${text('parcel')}`, `&label=label-199${text('refund')}`),
    },
    { name: 'a word within a state', paths: records(`&state=dropped${text('parcel')}`) },
    { name: 'sources', paths: ['/sources?limit=50'] },
    { name: 'cleaning runs', paths: ['/cleaning-runs?limit=50'] },
    { name: 'decisions', paths: decisions('') },
    {
      name: 'decisions by operator, action, code',
      paths: [...decisions('&operator=pii'), ...decisions('&action=drop'), ...decisions('&code=rare')],
    },
    { name: 'datasets', paths: ['/datasets?limit=50'] },
    {
      name: 'rows of a dataset version',
      paths: [
        `/dataset-versions/${version}/rows?limit=50`,
        `/dataset-versions/${version}/rows?limit=50&split=test`,
      ],
    },
    { name: 'runs', paths: ['/runs?limit=50'] },
    { name: 'model versions', paths: ['/model-versions?limit=50'] },
    { name: 'calls', paths: calls('') },
    {
      name: 'calls by state',
      paths: [...calls('&state=timeout'), ...calls('&state=started'), ...calls('&state=client_abort')],
    },
    {
      name: 'calls by deployment and target',
      paths: [
        ...calls(`&deploymentId=${deployment}`),
        ...calls(`&targetId=${model}`),
        ...calls(`&targetId=${version}`),
      ],
    },
    { name: 'judgements', paths: ['/judgements?limit=50'] },
    { name: 'evaluations', paths: ['/evaluations?limit=50'] },
    { name: 'votes of an evaluation', paths: ['/evaluations/1/votes?limit=50'] },
    { name: 'result and course of an evaluation', paths: ['/evaluations/1/result', '/evaluations/1/course'] },
    { name: 'overview of a project', paths: ['/overview'] },
    { name: 'lineage of a source', paths: [`/lineage/source/${sources[0]}?depth=3`] },
    { name: 'lineage of a dataset version', paths: [`/lineage/dataset_version/${version}?depth=3`] },
    { name: 'lineage of a model version', paths: [`/lineage/model_version/${model}?depth=3`] },
    { name: 'lineage of an answer', paths: [`/lineage/interaction/${interaction}`] },
    { name: 'records of a source by lineage', paths: [`/lineage/source/${sources[0]}/down/record?limit=50`] },
  ];
}
