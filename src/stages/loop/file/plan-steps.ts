import type { LoopFile } from './loop-file.contract.ts';

/** The kinds of step in the order of the loop. `subject` tells steps of one kind apart. */
export type StepKind =
  'brief' | 'source' | 'import' | 'cleaning' | 'dataset' | 'run' | 'evaluation' | 'deployment' | 'vote';

export type PlannedStep = {
  key: string;
  kind: StepKind;
  title: string;
  /** The part of the file this step carries out. */
  settings: unknown;
  /** Steps whose result goes into this one. */
  needs: string[];
};

/** Which steps a loop file asks for, in order. Uploaded files come by digest: `digests[path]`. */
export function planSteps(file: LoopFile, digests: Record<string, string>): PlannedStep[] {
  const imports = file.sources.flatMap(source => sourceSteps(source, digests));
  const importKeys = imports.filter(step => step.kind === 'import').map(step => step.key);
  return [
    ...(file.brief ? [step('brief', 'brief', 'Brief and assessment', file.brief, [])] : []),
    ...imports,
    step('cleaning', 'cleaning', 'Cleaning and duplicates', file.cleaning, importKeys),
    step('dataset', 'dataset', `Dataset ${file.dataset.name}`, file.dataset, ['cleaning']),
    step('run', 'run', `Tuning run ${file.run.name}`, file.run, ['dataset']),
    ...evaluationSteps(file),
    ...(file.deployment
      ? [step('deployment', 'deployment', `Deployment ${file.deployment.name}`, file.deployment, ['run'])]
      : []),
    ...(file.evaluation ? [step('vote', 'vote', 'Blind vote', {}, ['evaluation'])] : []),
  ];
}

const step = (
  key: string,
  kind: StepKind,
  title: string,
  settings: unknown,
  needs: string[],
): PlannedStep => ({
  key,
  kind,
  title,
  settings,
  needs,
});

function sourceSteps(source: LoopFile['sources'][number], digests: Record<string, string>): PlannedStep[] {
  const { files, ...facts } = source;
  const key = `source:${source.name}`;
  return [
    step(key, 'source', `Source ${source.name}`, facts, []),
    ...files.map(file =>
      step(
        `import:${source.name}:${file.path}`,
        'import',
        `Import ${file.path}`,
        { ...file, digest: digests[file.path] ?? null },
        [key],
      ),
    ),
  ];
}

const evaluationSteps = (file: LoopFile): PlannedStep[] =>
  file.evaluation
    ? [
        step('evaluation', 'evaluation', `Evaluation ${file.evaluation.name}`, file.evaluation, [
          'run',
          'dataset',
        ]),
      ]
    : [];
