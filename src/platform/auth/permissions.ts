/** What a person or key may do inside one project. Endpoints name one of these (or a level below) as their `access`. */
export const permissions = [
  'project.read',
  'project.write',
  'members.write',
  'data.read',
  'data.write',
  'labeling.read',
  'label',
  'models.read',
  'models.write',
  'tuning.read',
  'tuning.write',
  'evaluation.read',
  'evaluation.write',
  'vote',
  'serving.read',
  'serving.write',
  'calls.read',
  'chat',
  'feedback.write',
  'feedback.review',
  'lineage.read',
  'loop.write',
] as const;
export type Permission = (typeof permissions)[number];

/**
 * Rules that need no project: anybody; anybody signed in, also with a key; a person with all their rights (a session or
 * an unlimited key); the same of an owner or admin; whoever has a permission in some project. Else a permission in the
 * project of the path.
 */
export type Access =
  'public' | 'signed-in' | 'person' | 'organization' | `${Permission} anywhere` | Permission;

export const projectRoles = ['manager', 'engineer', 'annotator', 'agent'] as const;
export type ProjectRole = (typeof projectRoles)[number];
export type OrganizationRole = 'owner' | 'admin' | 'member';

/** A key's scope: one permission, or everything its person may do. */
export type Scope = Permission | 'all';

const building: Permission[] = permissions.filter(p => p !== 'members.write');

const byRole: Record<ProjectRole, readonly Permission[]> = {
  manager: building.filter(p => !['models.write', 'tuning.write'].includes(p)),
  engineer: building.filter(p => p !== 'project.write'),
  annotator: ['vote', 'label'],
  agent: [],
};

export const permissionsOf = (role: ProjectRole): readonly Permission[] => byRole[role];
