/** What a run learns from; `name` is empty where it is one dataset version. */
export type DataSet = { version: string; name: string; weight: number };
export type Mixture = { tasks: DataSet[]; temperature: number };

type Frozen = { config: Record<string, unknown> };

/** The mixture that a run was frozen with; undefined where it learns from one dataset version. */
export const mixtureOf = ({ config }: Frozen): Mixture | undefined => config.data as Mixture | undefined;

export const dataSetsOf = (run: Frozen & { datasetVersionId: string }): DataSet[] =>
  mixtureOf(run)?.tasks ?? [{ version: run.datasetVersionId, name: '', weight: 1 }];
