import { type Scope } from '#platform/auth/permissions.ts';
import { insertApiKey } from '#platform/auth/api-keys.ts';
import { newId } from '#platform/database/new-id.ts';
import { createTestServices } from '../../../tests/database/test-services.ts';
import { completionIdOf } from './receiving/completion-id.ts';
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
      const request = { model: 'desk', messages: [{ role: 'user', content: question }] };
      const row = {
        id,
        projectId: inProject,
        targetKind: 'version',
        targetId: newId(),
        state: 'ok' as const,
        stream: false,
      };
      const empty = {
        deploymentId: null,
        apiKeyId: null,
        promptTokens: 1,
        completionTokens: 1,
        usageSource: null,
        error: null,
      };
      const times = { firstTokenMs: 1, totalMs: 2, startedAt: new Date(), endedAt: new Date() };
      const texts = { request: JSON.stringify(request), responseText: answer, finishReason: 'stop' };
      await services.db
        .insertInto('interaction')
        .values({ ...row, ...empty, ...times, ...texts })
        .execute();
      return completionIdOf(id);
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
