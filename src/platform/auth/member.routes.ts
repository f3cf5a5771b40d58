import { implement } from '@orpc/server';
import { guard, type IncomingContext } from '#platform/http/implement-contract.ts';
import { assertMayTouch, auditPerson, changeRole, getPerson, removePerson } from './change-member.ts';
import { invitePerson } from './invite-person.ts';
import { memberContract } from './member.contract.ts';
import { listPeople } from './member.queries.ts';
import { makeSignInLink } from './sign-in.ts';

const api = implement(memberContract).$context<IncomingContext>().use(guard);

export const memberRouter = api.router({
  list: api.list.handler(async ({ context }) => ({ items: await listPeople(context.db, null) })),
  invite: api.invite.handler(({ context, input }) => invitePerson(context, input)),
  makeLink: api.makeLink.handler(async ({ context, input }) => {
    const person = await getPerson(context, input.userId);
    assertMayTouch(context.actor, person);
    await auditPerson(context, 'member.link', input.userId, {});
    return makeSignInLink(context.services.signIn, person.email, 'invitation');
  }),
  update: api.update.handler(({ context, input }) =>
    changeRole(context, input.userId, input.organizationRole),
  ),
  remove: api.remove.handler(async ({ context, input }) => ({
    removed: true,
    keysRevoked: await removePerson(context, input.userId),
  })),
});
