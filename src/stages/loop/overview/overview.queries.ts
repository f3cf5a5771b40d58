import { sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';

/** Counts of what is there, runs and waits in each stage of a project. */
export type StageCounts = {
  briefs: number;
  sources: number;
  dataRunning: number;
  frozenVersions: number;
  judgements: number;
  modelVersions: number;
  runsAtWork: number;
  runsWaiting: number;
  runsDone: number;
  evaluationsAtWork: number;
  evaluationsOpen: number;
  evaluationsClosed: number;
  evaluationsFailed: number;
  deployments: number;
  feedbackWaiting: number;
  feedbackAccepted: number;
};

/** Everything is counted from small tables or by an index; records are not touched. */
export async function countStages(db: Db, projectId: string): Promise<StageCounts> {
  const { rows } = await sql<StageCounts>`
    select
      (select count(*)::int from brief where project_id = ${projectId}) as briefs,
      (select count(*)::int from source where project_id = ${projectId}) as sources,
      (select count(*)::int from import_batch where project_id = ${projectId} and state in ('queued', 'running'))
        + (select count(*)::int from cleaning_run where project_id = ${projectId} and state in ('queued', 'running'))
        + (select count(*)::int from dataset_version where project_id = ${projectId} and state = 'building') as "dataRunning",
      (select count(*)::int from dataset_version where project_id = ${projectId} and state = 'frozen') as "frozenVersions",
      (select count(*)::int from (select 1 from judgement where project_id = ${projectId} and question = 'label' limit 1) j) as judgements,
      (select count(*)::int from model_version where project_id = ${projectId}) as "modelVersions",
      count(*) filter (where state in ('starting', 'running', 'pausing', 'cancelling'))::int as "runsAtWork",
      count(*) filter (where state in ('paused', 'failed'))::int as "runsWaiting",
      count(*) filter (where state = 'done')::int as "runsDone",
      (select count(*)::int from evaluation where project_id = ${projectId} and state in ('preparing', 'generating'))
        as "evaluationsAtWork",
      (select count(*)::int from evaluation where project_id = ${projectId} and state = 'open') as "evaluationsOpen",
      (select count(*)::int from evaluation where project_id = ${projectId} and state = 'closed') as "evaluationsClosed",
      (select count(*)::int from evaluation where project_id = ${projectId} and state = 'failed') as "evaluationsFailed",
      (select count(*)::int from deployment where project_id = ${projectId} and state = 'live') as deployments,
      (select count(*)::int from promotion where project_id = ${projectId} and state = 'proposed') as "feedbackWaiting",
      (select count(*)::int from (select 1 from promotion where project_id = ${projectId} and state = 'accepted' limit 1) p)
        as "feedbackAccepted"
    from run where project_id = ${projectId}`.execute(db);
  return rows[0]!;
}
