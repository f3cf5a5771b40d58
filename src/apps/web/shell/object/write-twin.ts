import type { ObjectInView } from '#platform/ui/object-in-view.ts';
import type { Twin } from '#platform/ui/stage-web.ts';

/** What has no command of its own is shown by `attune lineage`, which knows every object. */
export const commandOf = (project: string, { id }: ObjectInView, { command }: Twin): string =>
  `attune --project ${project} ${command ?? `lineage ${id}`}`;

/** The key stays in the shell's environment: a copied line must not carry one. */
export const callOf = (origin: string, project: string, { path }: Twin): string =>
  `curl -H "Authorization: Bearer $ATTUNE_API_KEY" ${origin}/api/v1/projects/${encodeURIComponent(project)}/${path}`;
