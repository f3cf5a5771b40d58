import { storeUpload } from '#platform/storage/artifact-grants.ts';
import type { TestServices } from '../../../tests/database/test-services.ts';
import { dataJobs, dataRouter } from './index.ts';
import type { MappingWish } from './formats/file-format.ts';

/** A project of a test with a source in it, and the public door to its data. */
export async function createTestProject(services: TestServices, languages: string[] = []) {
  const project = await services.newProject();
  if (languages.length > 0)
    await services.pool.query('update project set languages = $2 where id = $1', [
      project,
      JSON.stringify(languages),
    ]);
  const data = services.callerOf(dataRouter);
  const source = await data.sources.create({ project, name: 'mail', origin: 'own' });
  const runJobs = () => services.runJobs(dataJobs);
  const importText = async (
    content: string | Buffer,
    fileName = 'rows.jsonl',
    mapping: MappingWish = {},
    sourceId = source.id,
  ) => {
    const { digest } = await storeUpload(services, services.owner.ref, content);
    const { id } = await data.imports.create({ project, sourceId, fileDigest: digest, fileName, mapping });
    await runJobs();
    return data.imports.get({ project, id });
  };
  const clean = async (recipe: object = {}) => {
    const { id } = await data.cleaningRuns.create({ project, recipe: recipe as never });
    await runJobs();
    return data.cleaningRuns.get({ project, id });
  };
  const freeze = async (name: string, recipe: object = {}) => {
    const dataset = await data.datasets.create({ project, name });
    const { id } = await data.datasets.freeze({ project, id: dataset.id, recipe: recipe as never });
    await runJobs();
    return data.datasets.version({ project, id });
  };
  return { project, data, source, runJobs, importText, clean, freeze };
}

export const jsonl = (rows: object[]): string => rows.map(row => `${JSON.stringify(row)}\n`).join('');

export const pair = (question: string, answer: string, more: object = {}) => ({
  messages: [
    { role: 'user', content: question },
    { role: 'assistant', content: answer },
  ],
  ...more,
});
