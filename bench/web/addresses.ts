import type { SeededServer } from '../lists/seeded-server.ts';

/** Every page of a large project, by the name under which its figure is told. */
export function addressesOf({ slug, sources, work }: SeededServer): Record<string, string> {
  const inProject = (path: string) => `/p/${slug}/${path}`;
  return {
    projects: '/projects',
    queue: '/queue',
    members: '/settings/members',
    audit: '/settings/audit',
    brief: inProject('need'),
    sources: inProject('data/sources'),
    imports: inProject('data/imports'),
    'records, a million': inProject('data/records'),
    'records with two Chinese characters': inProject(`data/records?text=${encodeURIComponent('退款')}`),
    'records of a source': inProject(`data/records?source=${sources[3]}`),
    cleaning: inProject('data/cleaning'),
    'a cleaning run': inProject(`data/cleaning/${work.cleaningRun}`),
    datasets: inProject('data/datasets'),
    'a dataset version': inProject(`data/versions/${work.version}`),
    models: inProject('models'),
    'model versions': inProject('models/versions'),
    'runs, 5,000': inProject('tuning/runs'),
    'a new run': inProject('tuning/runs/new'),
    'a run': inProject('tuning/runs/4711'),
    'two runs compared': inProject('tuning/compare?runs=1,2'),
    evaluations: inProject('evaluation'),
    'a result of 10,000 votes': inProject('evaluation/1'),
    'votes, 10,000': inProject('evaluation/1/votes'),
    deployments: inProject('serving'),
    playground: inProject('serving/playground'),
    'calls, a million': inProject('serving/calls'),
    'a call': inProject(`serving/calls/${work.interaction}`),
    feedback: inProject('feedback'),
    loop: inProject('loop'),
  };
}
