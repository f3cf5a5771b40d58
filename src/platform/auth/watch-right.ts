import { toOrpcError } from '#platform/http/name-errors.ts';
import { createPace } from '#platform/jobs/pace.ts';
import type { RequestContext } from '#platform/http/context.ts';
import { may, notAllowed, notSignedIn } from './actor.ts';
import type { Permission } from './permissions.ts';

const everyMs = 1_000;

/**
 * For answers that go on for hours: call it before each piece. It asks again, once a second at most, whether the caller
 * still is who they were and may still read, and throws where not: an open stream does not outlive the right to it.
 */
export function watchRight(context: RequestContext, permission: Permission): () => Promise<void> {
  const { findActor, project } = context;
  const isDue = createPace(everyMs);
  isDue();
  return async () => {
    if (!findActor || !isDue()) return;
    const actor = await findActor();
    if (!actor) throw named(notSignedIn());
    if (!may(actor, project.id, permission)) throw named(notAllowed(permission));
  };
}

/** A stream has begun already: the one handler that names errors is past. */
const named = (error: unknown) => toOrpcError(error, () => undefined);
