import type { Permission } from '#platform/auth/permissions.ts';
import { governs, type Principal, type Project, rightsIn } from './principals.ts';
import type { Received } from './knock.ts';

/** Something that stands in the database and that not everybody may learn. */
export type Fact = {
  what: string;
  /** What would be seen of it: a text, or a pattern where it is no single text. */
  sign: string | RegExp;
  /** The project it belongs to; null = the installation. */
  project: Project | null;
  /** Any of these rights in that project lets somebody see it; `organization` = owner and admin as well. */
  shownTo: readonly (Permission | 'organization')[];
};

/** What is inside the workshop is seen by who works there; these four only give, they do not look. */
const giving: readonly Permission[] = ['vote', 'label', 'chat', 'feedback.write'];

const inside = (...names: Permission[]): Permission[] => names;

/** By kind of fact, the rights that bring it with them. Everything else follows from the roles' and keys' rights. */
export const shownTo = {
  model: inside(
    'models.read',
    'models.write',
    'tuning.read',
    'tuning.write',
    'evaluation.read',
    'evaluation.write',
    'serving.read',
    'serving.write',
    'calls.read',
    'lineage.read',
    'loop.write',
    'project.read',
  ),
  run: inside(
    'tuning.read',
    'tuning.write',
    'models.read',
    'models.write',
    'lineage.read',
    'project.read',
    'loop.write',
  ),
  connection: inside(
    'models.read',
    'models.write',
    'serving.read',
    'serving.write',
    'calls.read',
    'lineage.read',
  ),
  colleague: inside(
    'project.read',
    'project.write',
    'members.write',
    'data.read',
    'data.write',
    'labeling.read',
    'models.read',
    'models.write',
    'tuning.read',
    'tuning.write',
    'evaluation.read',
    'evaluation.write',
    'serving.read',
    'serving.write',
    'calls.read',
    'feedback.review',
    'lineage.read',
    'loop.write',
  ),
  vote: inside('labeling.read', 'evaluation.read', 'lineage.read'),
  reference: inside('data.read', 'data.write', 'evaluation.read', 'labeling.read', 'lineage.read'),
  nobody: [],
} as const satisfies Record<string, readonly Permission[]>;

for (const rights of Object.values(shownTo))
  if (rights.some(right => giving.includes(right))) throw new Error('a right that only gives shows nothing');

/** The facts that somebody may not learn, by their own rights and by nothing else. */
export function listForbidden(facts: readonly Fact[], { actor, own }: Principal): Fact[] {
  return facts.filter(({ project, shownTo: rights, sign }) => {
    if (typeof sign === 'string' && own.some(mine => mine.includes(sign))) return false;
    if (rights.includes('organization') && governs(actor)) return false;
    return project === null || !rightsIn(actor, project.id).some(right => rights.includes(right));
  });
}

/**
 * Which of them an answer shows, in its headers or its body, also as a part of a word. What the one who asks has said
 * themselves comes back in many errors and teaches nobody anything.
 */
export function findShown(forbidden: readonly Fact[], asked: string, { rawHeaders, body }: Received): Fact[] {
  const text = `${rawHeaders.join('\n')}\n${body}`.toLowerCase();
  const said = asked.toLowerCase();
  return forbidden.filter(fact => stands(fact, text) && !stands(fact, said));
}

const stands = ({ sign }: Fact, text: string): boolean =>
  typeof sign === 'string' ? text.includes(sign.toLowerCase()) : sign.test(text);
