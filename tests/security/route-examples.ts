import type { Filled } from './fill-project.ts';

/** What a route is called with on the objects of one project: every field that can name an object is there. */
export type Example = (of: Filled) => Record<string, unknown>;

const inProject: Example = of => ({ project: of.slug });
const withId =
  (name: keyof Filled, more: object = {}): Example =>
  of => ({ project: of.slug, id: of[name], ...more });
const ofNewRun: Example = of => ({
  project: of.slug,
  datasetVersionId: of.datasetVersion,
  base: 'base',
  recipe: { dataset: [{ name: 'one', version: of.datasetVersion }] },
});
const ofRun: Example = of => ({ project: of.slug, run: of.run });
const ofRunNumber: Example = of => ({ project: of.slug, run: String(of.number) });
const ofEvaluation: Example = of => ({ project: of.slug, evaluation: of.evaluation });
const targets = (of: Filled) => [
  { kind: 'version', modelVersionId: of.version, weight: 1 },
  { kind: 'connection', connectionId: of.connection, systemPrompt: '', weight: 1 },
];

/** Routes inside a project. One that is new and not here fails the test; so does one that could name an object and does not. */
export const projectExamples: Record<string, Example> = {
  'system.events': of => ({ project: of.slug, after: 0 }),
  'need.projects.get': inProject,
  'need.projects.update': of => ({ project: of.slug, version: 1, name: 'Renamed' }),
  'need.projects.members.list': inProject,
  'need.projects.members.put': of => ({ project: of.slug, userId: of.member, role: 'manager' }),
  'need.projects.members.remove': of => ({ project: of.slug, userId: of.member }),
  'need.brief.get': inProject,
  'need.brief.put': of => ({ project: of.slug, brief: { reason: 'tone', problem: 'p' }, version: 1 }),
  'need.brief.assess': inProject,
  'models.connections.list': inProject,
  'models.connections.create': of => ({
    project: of.slug,
    name: 'new',
    baseUrl: 'https://x.example/v1',
    model: 'm',
  }),
  'models.connections.update': withId('connection', { version: 1, model: 'other' }),
  'models.connections.remove': withId('connection'),
  'models.connections.check': withId('connection'),
  'models.versions.list': inProject,
  'models.versions.get': withId('version'),
  'models.exports.list': withId('version'),
  'models.exports.create': withId('version', { format: 'gguf' }),
  'models.exports.get': withId('export'),
  'models.exports.file': withId('export', { name: 'model.gguf' }),
  'data.sources.list': inProject,
  'data.sources.create': of => ({ project: of.slug, name: 'new', origin: 'own' }),
  'data.sources.get': withId('source'),
  'data.sources.update': withId('source', { version: 1, licence: 'x' }),
  'data.imports.list': of => ({ project: of.slug, source: of.source }),
  'data.imports.create': of => ({
    project: of.slug,
    sourceId: of.source,
    fileDigest: of.digest,
    fileName: 'f.jsonl',
  }),
  'data.imports.preview': of => ({
    project: of.slug,
    sourceId: of.source,
    fileDigest: of.digest,
    fileName: 'f.jsonl',
  }),
  'data.imports.get': withId('import'),
  'data.imports.rejects': withId('import'),
  'data.imports.rejectFile': withId('import'),
  'data.imports.duplicates': withId('import'),
  'data.records.list': of => ({ project: of.slug, source: of.source }),
  'data.records.get': withId('record'),
  'data.records.revert': of => ({ project: of.slug, id: of.record, decisionId: of.decision, version: 1 }),
  'data.recordFacets.facets': of => ({ project: of.slug, source: of.source }),
  'data.recordFacets.histograms': of => ({ project: of.slug, source: of.source }),
  'data.decisionSets.list': inProject,
  'data.decisionSets.create': of => ({
    project: of.slug,
    action: 'drop',
    reason: 'r',
    filter: { source: of.source, ids: [of.record] },
  }),
  'data.decisionSets.get': withId('decisionSet'),
  'data.decisionSets.revert': withId('decisionSet'),
  'data.cleaningRuns.list': inProject,
  'data.cleaningRuns.create': inProject,
  'data.cleaningRuns.get': withId('cleaning'),
  'data.cleaningRuns.decisions': withId('cleaning'),
  'data.cleaningRuns.clusters': withId('cleaning'),
  'data.datasets.list': inProject,
  'data.datasets.create': of => ({ project: of.slug, name: 'new' }),
  'data.datasets.freeze': of => ({
    project: of.slug,
    id: of.dataset,
    recipe: { sources: [of.source], imports: { train: [of.import], validation: [of.import] } },
  }),
  'data.datasets.versions': withId('dataset'),
  'data.datasets.version': withId('datasetVersion'),
  'data.datasets.rows': withId('datasetVersion'),
  'data.versionDiffs.counts': of => ({
    project: of.slug,
    id: of.datasetVersion,
    against: of.datasetVersion,
  }),
  'data.versionDiffs.rows': of => ({
    project: of.slug,
    id: of.datasetVersion,
    against: of.datasetVersion,
    kind: 'added',
  }),
  'labeling.judgements.list': of => ({ project: of.slug, subjectId: of.call }),
  'tuning.runs.list': inProject,
  'tuning.runs.create': ofNewRun,
  'tuning.runs.preflight': ofNewRun,
  'tuning.runs.get': ofRun,
  'tuning.runs.events': ofRunNumber,
  'tuning.runs.checkpoints': ofRun,
  'tuning.runs.log': ofRun,
  'tuning.runs.pause': ofRun,
  'tuning.runs.resume': ofRunNumber,
  'tuning.runs.cancel': ofRun,
  'evaluation.evaluations.list': inProject,
  'evaluation.evaluations.create': of => ({
    project: of.slug,
    candidateVersionId: of.version,
    datasetVersionId: of.datasetVersion,
  }),
  'evaluation.evaluations.get': ofEvaluation,
  'evaluation.evaluations.result': of => ({ project: of.slug, evaluation: String(of.number) }),
  'evaluation.evaluations.answers': ofEvaluation,
  'evaluation.evaluations.course': ofEvaluation,
  'evaluation.evaluations.votes': of => ({ ...ofEvaluation(of), counted: 'yes' }),
  'evaluation.evaluations.retry': ofEvaluation,
  'evaluation.evaluations.close': ofEvaluation,
  'evaluation.votes.next': ofEvaluation,
  'evaluation.votes.cast': of => ({ ...ofEvaluation(of), token: of.token, verdict: 'left', dwellMs: 1 }),
  'evaluation.votes.undo': ofEvaluation,
  'serving.deployments.list': inProject,
  'serving.deployments.get': of => ({ project: of.slug, deployment: of.deployment }),
  'serving.deployments.revisions': of => ({ project: of.slug, deployment: `desk-${of.slug}` }),
  'serving.deployments.create': of => ({ project: of.slug, name: 'new', targets: targets(of) }),
  'serving.deployments.update': of => ({
    project: of.slug,
    deployment: of.deployment,
    version: 2,
    targets: targets(of),
  }),
  'serving.deployments.rollback': of => ({ project: of.slug, deployment: of.deployment, version: 2 }),
  'serving.calls.list': of => ({ project: of.slug, deploymentId: of.deployment, targetId: of.version }),
  'serving.calls.get': withId('call'),
  'feedback.feedback.list': of => ({
    project: of.slug,
    completion: of.completion,
    actor: `end_user:${of.marker}`,
  }),
  'feedback.promotions.list': inProject,
  'feedback.promotions.get': withId('promotion'),
  'feedback.promotions.count': inProject,
  'feedback.promotions.propose': inProject,
  'feedback.promotions.edit': withId('promotion', { version: 1, answer: 'better' }),
  'feedback.promotions.accept': withId('promotion', { version: 1 }),
  'feedback.promotions.reject': withId('promotion', { version: 1, reason: 'no' }),
  'feedback.promotions.undo': withId('promotion', { version: 1 }),
  'feedback.promotions.review': of => ({ project: of.slug, decision: 'reject', reason: 'no' }),
  'loop.runs.list': inProject,
  'loop.runs.get': of => ({ project: of.slug, number: of.number }),
  'loop.graph.get': of => ({ project: of.slug, focus: `run:${of.run}` }),
  'loop.lineage.get': of => ({ project: of.slug, kind: 'run', id: of.run }),
  'loop.lineage.list': of => ({
    project: of.slug,
    kind: 'run',
    id: of.run,
    direction: 'down',
    of: 'model_version',
  }),
  'loop.overview.get': inProject,
};

/** Id fields that lead nowhere: what they name belongs to every project. */
export const sharedIdFields = ['targets.*.baseModelId'];

/** Further ways to name an object that one example cannot hold. */
export const furtherExamples: [route: string, Example][] = [
  ...(
    [
      'source',
      'record',
      'import',
      'version',
      'connection',
      'deployment',
      'evaluation',
      'call',
      'judgement',
      'promotion',
      'datasetVersion',
      'run',
    ] as const
  ).map((kind): [string, Example] => [
    'loop.lineage.get',
    of => ({ project: of.slug, kind: 'any', id: of[kind] }),
  ]),
  ['loop.lineage.get', of => ({ project: of.slug, kind: 'any', id: of.completion })],
  ['loop.lineage.get', of => ({ project: of.slug, kind: 'run', id: String(of.number) })],
  ['loop.lineage.get', of => ({ project: of.slug, kind: 'person', id: `end_user:${of.marker}` })],
  ['loop.graph.get', of => ({ project: of.slug, focus: `call:${of.completion}` })],
  [
    'loop.lineage.list',
    of => ({ project: of.slug, kind: 'interaction', id: of.call, direction: 'down', of: 'judgement' }),
  ],
  ['tuning.runs.get', ofRunNumber],
  ['evaluation.evaluations.answers', of => ({ project: of.slug, evaluation: String(of.number) })],
  ['serving.deployments.get', of => ({ project: of.slug, deployment: `desk-${of.slug}` })],
  ['serving.calls.list', of => ({ project: of.slug, targetId: of.connection })],
];
