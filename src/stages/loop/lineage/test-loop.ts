import { newId } from '#platform/database/new-id.ts';
import type { TestServices } from '../../../../tests/database/test-services.ts';

export type SmallLoop = Record<
  | 'project'
  | 'source'
  | 'dataset'
  | 'run'
  | 'version'
  | 'answer'
  | 'judgement'
  | 'promotion'
  | 'feedbackRecord',
  string
> & { next: string; completion: string };

/** One turn of a loop and the start of the next, written straight into the tables. Only for tests. */
export async function insertSmallLoop(services: TestServices, records = 430): Promise<SmallLoop> {
  const project = await services.newProject();
  const ids = Object.fromEntries(
    [
      'source',
      'feedback',
      'batch',
      'base',
      'set',
      'dataset',
      'next',
      'run',
      'version',
      'deployment',
      'evaluation',
      'answer',
      'judgement',
      'promotion',
      'feedbackRecord',
    ].map(name => [name, newId()]),
  ) as Record<string, string>;
  const at = (name: string) => `'${ids[name]}'`;
  const owner = services.owner.ref;
  const record = (id: string, source: string, preview: string, batch = 'null', line = 'null') =>
    `${id}, '${project}', ${source}, ${batch}, ${line}, md5(random()::text), 'h', '${newId()}', 'delivery', ${preview}, 10`;
  const columns =
    'id, project_id, source_id, batch_id, line, content_hash, input_hash, current_revision_id, label, preview, characters';
  await services.pool.query(`
    insert into source (id, project_id, name, origin, created_by) values
      (${at('source')}, '${project}', 'house mail', 'own', '${owner}'),
      (${at('feedback')}, '${project}', 'feedback', 'user_generated', '${owner}');
    insert into import_batch (id, project_id, source_id, number, file_name, file_digest, format, mapping, mapping_hash, state, bytes_total, created_by)
      values (${at('batch')}, '${project}', ${at('source')}, 1, 'mail.jsonl', 'd', 'jsonl', '{}', 'm', 'done', 1, '${owner}');
    insert into record (${columns})
      select ${record('gen_random_uuid()', at('source'), `'Question ' || n`, at('batch'), 'n')} from generate_series(1, ${records}) n;
    insert into base_model (id, slug, name, path, digest, architecture, parameters, context_tokens, license, origin)
      values (${at('base')}, 'starter', 'Starter 135M', 'p', 'd', 'llama', 1, 1, 'apache-2.0', 'starter');
    insert into dataset (id, project_id, name) values (${at('set')}, '${project}', 'desk');
    insert into dataset_version (id, dataset_id, project_id, n, state, recipe, facts, created_by)
      values (${at('dataset')}, ${at('set')}, '${project}', 1, 'frozen', '{}', '{"rows": ${records}}', '${owner}');
    insert into dataset_row (version_id, position, record_id, revision_id, split, group_key)
      select ${at('dataset')}, row_number() over (), id, id, 'train', 'g' from record where project_id = '${project}';
    insert into run (id, project_id, number, name, state, dataset_version_id, base_model_id, config, system_prompt, directory, created_by)
      values (${at('run')}, '${project}', 3, 'warm-voice', 'done', ${at('dataset')}, ${at('base')}, '{}', '', 'r', '${owner}');
    insert into model_version (id, project_id, name, number, base_model_id, base_digest, adapter_digest, files, template_digest, system_prompt, sampling, run_id)
      values (${at('version')}, '${project}', 'warm-voice-1', 1, ${at('base')}, 'd', 'd', '{}', 'd', '', '{}', ${at('run')});
    insert into deployment (id, project_id, name, targets, created_by) values
      (${at('deployment')}, '${project}', 'desk', '[{"kind":"version","modelVersionId":"${ids.version}","weight":1}]', '${owner}');
    insert into evaluation (id, project_id, number, name, baseline_base_model_id, candidate_version_id, dataset_version_id, planned_votes, design, seed, state, progress, metrics, error, created_by)
      values (${at('evaluation')}, '${project}', 1, 'warm', ${at('base')}, ${at('version')}, ${at('dataset')}, 10, '{}', 1, 'open', 'null', 'null', 'null', '${owner}');
    insert into interaction (id, project_id, deployment_id, target_kind, target_id, state, stream, request, response_text, started_at)
      values (${at('answer')}, '${project}', ${at('deployment')}, 'version', ${at('version')}, 'ok', false, '{}', 'On its way.', '2026-05-01T12:00:00Z');
    insert into judgement (id, project_id, subject_kind, subject_id, question, actor_kind, actor_id, round, value)
      values (${at('judgement')}, '${project}', 'interaction', ${at('answer')}, 'correction', 'end_user', 'end_user:ada', 'feedback', '"Better."');
    insert into record (${columns}) values (${record(at('feedbackRecord'), at('feedback'), `'Where is my lamp?'`)});
    insert into promotion (id, project_id, judgement_id, interaction_id, shape, state, payload, reviewed_by, record_id)
      values (${at('promotion')}, '${project}', ${at('judgement')}, ${at('answer')}, 'sft', 'accepted', '{}', '${owner}', ${at('feedbackRecord')});
    insert into dataset_version (id, dataset_id, project_id, n, parent_id, state, recipe, facts, created_by)
      values (${at('next')}, ${at('set')}, '${project}', 2, ${at('dataset')}, 'frozen', '{}', '{"rows": ${records + 1}}', '${owner}');
    insert into dataset_row (version_id, position, record_id, revision_id, split, group_key)
      select ${at('next')}, row_number() over (), id, id, 'train', 'g' from record where project_id = '${project}';
    insert into lineage_edge (project_id, from_kind, from_id, to_kind, to_id, relation) values
      ('${project}', 'run', ${at('run')}, 'model_version', ${at('version')}, 'made'),
      ('${project}', 'interaction', ${at('answer')}, 'judgement', ${at('judgement')}, 'judged by');`);
  return { ...(ids as SmallLoop), project, completion: `chatcmpl-${ids.answer!.replaceAll('-', '')}` };
}
