import type { Actor } from '#platform/auth/actor.ts';

/** A person is one rater, whatever key or session they come with. */
export const raterIdOf = (actor: Actor): string => (actor.userId ? `user:${actor.userId}` : actor.ref);
