import pg from 'pg';
import path from 'node:path';
import { embeddedAddress } from '#platform/database/connect.ts';
import { newId } from '#platform/database/new-id.ts';
import { findPostgresHome } from '#platform/database/postgres-home.ts';
import { inventRow } from '../invent-text.ts';
import type { PatientClient } from '../patient-client.ts';
import { expectStatus, importRows, type Project, untilState } from '../prepare-project.ts';

export type Study = { number: number };

/**
 * An evaluation that is open for votes, with so many pairs, and no model behind it: the answers of both arms are put into
 * the database while the job that would ask for them waits.
 */
export async function openStudy(
  client: PatientClient,
  dataDir: string,
  project: Project,
  pairs: number,
  votesPerPrompt: number,
): Promise<Study> {
  const rows = Array.from({ length: Math.ceil(pairs * 1.15) + 20 }, (_, n) => inventRow(`study ${n}`));
  await importRows(client, project, rows);
  const datasetVersionId = await freezeQuestions(client, project);
  const database = new pg.Client(embeddedAddress(findPostgresHome(path.resolve(dataDir)).socketDir));
  await database.connect();
  try {
    const candidateVersionId = await insertModels(database, project.id);
    const where = `/projects/${project.slug}/evaluations`;
    await database.query('begin; lock table evaluation_answer in access exclusive mode');
    const wish = {
      candidateVersionId,
      datasetVersionId,
      votesPerPrompt,
      plannedVotes: pairs * votesPerPrompt,
    };
    const made = await client.call<{ id: string; number: number }>('POST', where, wish);
    const { id, number } = expectStatus('an evaluation', made);
    await database.query(
      `insert into evaluation_answer (item_id, arm, text, prompt_tokens, completion_tokens, finish_reason, latency_ms)
       select i.id, arm, case arm when 'baseline' then 'A plain answer ' else 'A warm answer ' end || i.position,
         10, 9, 'stop', 40 from evaluation_item i, unnest(array['baseline', 'candidate']) arm where evaluation_id = $1`,
      [id],
    );
    await database.query('commit');
    await untilState(client, `${where}/${number}`, 'open');
    return { number };
  } finally {
    await database.end();
  }
}

/** Most rows go into the test split: they are the questions of the vote. */
async function freezeQuestions(client: PatientClient, { slug }: Project): Promise<string> {
  const datasets = `/projects/${slug}/datasets`;
  const dataset = expectStatus(
    'a dataset',
    await client.call<{ id: string }>('POST', datasets, { name: 'desk' }),
  );
  const recipe = { split: { train: 10, validation: 0, test: 90 }, reserved: 'exclude' };
  const frozen = await client.call<{ id: string }>('POST', `${datasets}/${dataset.id}/versions`, { recipe });
  const { id } = expectStatus('a version', frozen);
  await untilState(client, `/projects/${slug}/dataset-versions/${id}`, 'frozen');
  return id;
}

async function insertModels(database: pg.Client, projectId: string): Promise<string> {
  const [base, version] = [newId(), newId()];
  await database.query(
    `insert into base_model (id, slug, name, path, digest, architecture, parameters, context_tokens, license, origin)
     values ($1, 'nobody', 'Nobody', 'nowhere', 'd', 'llama', 1000000, 2048, 'apache-2.0', 'local')`,
    [base],
  );
  await database.query(
    `insert into model_version (id, project_id, name, number, base_model_id, base_digest, adapter_digest, files,
       template_digest, system_prompt, sampling) values ($1, $2, 'nobody-1', 1, $3, 'd', 'd', '{}', 'd', '', $4)`,
    [version, projectId, base, JSON.stringify({ temperature: 0, topP: 1, maxTokens: 32, seed: null })],
  );
  return version;
}
