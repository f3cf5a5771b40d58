import { type Scope } from '#platform/auth/permissions.ts';
import { insertApiKey } from '#platform/auth/api-keys.ts';
import { newId } from '#platform/database/new-id.ts';
import { createTestServices } from '../../../tests/database/test-services.ts';
import { responseIdOf } from '#stages/serving/index.ts';
import { createFeedbackGateway } from './receiving/create-feedback-gateway.ts';

/** A project whose model has answered, and the public door of feedback. Only for tests. */
export async function createTestDesk() {
  const services = await createTestServices();
  const gateway = createFeedbackGateway(services);
  const project = await services.newProject();
  const keyOf = async (projectId: string, scopes: Scope[] = ['feedback.write']) =>
    (
      await insertApiKey(services.db, services.secret, {
        name: 'desk',
        userId: null,
        projectId,
        scopes,
        createdBy: null,
      })
    ).key;
  const key = await keyOf(project);
  return {
    services,
    gateway,
    project,
    key,
    keyOf,
    /** One answered call; gives the id that the application got. */
    async answer(question: string, answer: string, inProject = project): Promise<string> {
      const id = newId();
      const request = JSON.stringify({ model: 'desk', messages: [{ role: 'user', content: question }] });
      await services.pool.query(
        `insert into interaction (id, project_id, target_kind, target_id, state, stream, request, response_text, finish_reason, started_at)
         values ($1, $2, 'version', $3, 'ok', false, $4, $5, 'stop', now())`,
        [id, inProject, newId(), request, answer],
      );
      return responseIdOf(id);
    },
    async post(body: unknown, headers: Record<string, string> = {}) {
      const response = await gateway.request('/v1/feedback', {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      return { status: response.status, headers: response.headers, body: (await response.json()) as Answer };
    },
  };
}

export type TestDesk = Awaited<ReturnType<typeof createTestDesk>>;
type Answer = { id: string; error: { message: string; type: string; param: string | null; code: string } };
