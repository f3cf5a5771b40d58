import { AttuneError, notFound } from '#platform/http/attune-error.ts';
import { findProject } from '#platform/http/authorise.ts';
import type { RequestContext } from '#platform/http/context.ts';
import { assertMayGive, auditPerson } from './change-member.ts';
import { insertMember, insertProjectMember, isMember } from './member.queries.ts';
import type { OrganizationRole, ProjectRole } from './permissions.ts';
import { makeSignInLink, type SignIn } from './sign-in.ts';

export type Invitation = {
  email: string;
  name: string;
  organizationRole: OrganizationRole;
  projects: { project: string; role: ProjectRole }[];
};

/** Makes a person a member with roles in projects, and the link by which they sign in for the first time. */
export async function invitePerson(context: RequestContext, invitation: Invitation) {
  const { db, actor, services } = context;
  assertMayGive(actor, invitation.organizationRole);
  const email = invitation.email.toLowerCase();
  const projects = await resolveProjects(context, invitation);
  const userId = await findOrCreateUser(services.signIn, email, invitation.name);
  if (await isMember(db, userId)) throw alreadyMember(email);
  await insertMember(db, userId, invitation.organizationRole);
  for (const { id, role } of projects) await insertProjectMember(db, id, userId, role);
  await auditPerson(context, 'member.invite', userId, {
    email,
    role: invitation.organizationRole,
    projects: invitation.projects,
  });
  return { userId, link: await makeSignInLink(services.signIn, email, 'invitation') };
}

async function resolveProjects({ db }: RequestContext, { projects }: Invitation) {
  const found = new Map<string, ProjectRole>();
  for (const { project, role } of projects) {
    const known = await findProject(db, project);
    if (!known) throw notFound('project', project);
    found.set(known.id, role);
  }
  return [...found].map(([id, role]) => ({ id, role }));
}

/** Somebody who was here before comes back as who they were. Without a membership nobody can sign in. */
async function findOrCreateUser(signIn: SignIn, email: string, name: string): Promise<string> {
  const { internalAdapter } = await signIn.$context;
  const known = await internalAdapter.findUserByEmail(email);
  if (known) return known.user.id;
  const user = await internalAdapter.createUser({ email, name, emailVerified: true }, { method: 'other' });
  return user.id;
}

const alreadyMember = (email: string) =>
  new AttuneError('already_member', `${email} is here already.`, {
    status: 409,
    fields: { email },
    remedy: 'Give them a role in a project, or make a new one-time link for them.',
  });
