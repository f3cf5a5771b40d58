import type { Actor } from '#platform/auth/actor.ts';
import { listVisibleProjects, type VisibleProject } from '#platform/auth/visible-projects.ts';
import type { Db } from '#platform/database/database.ts';
import { AttuneError, notFound } from '#platform/http/attune-error.ts';

/**
 * The project that a call without one in its path is about: the one that `OpenAI-Project` names (slug or id), else the
 * key's, else the only one that it reaches. Throws `not_found`, `project_needed`.
 */
export async function findKeysProject(
  db: Db,
  actor: Actor,
  wanted: string | undefined,
): Promise<VisibleProject> {
  const projects = await listVisibleProjects(db, actor);
  if (wanted) {
    const named = projects.find(({ id, slug }) => id === wanted || slug === wanted);
    if (!named) throw notFound('project', wanted);
    return named;
  }
  if (projects.length === 1) return projects[0]!;
  throw new AttuneError('project_needed', `This key reaches ${projects.length} projects.`, {
    fields: { param: 'OpenAI-Project' },
    remedy:
      'Use a key of one project, or name it in the header OpenAI-Project (`project` of the openai packages).',
  });
}
