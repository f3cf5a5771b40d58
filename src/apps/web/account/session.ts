import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { type Permission, permissionsOf } from '#platform/auth/permissions.ts';
import { systemContract } from '#platform/auth/system.contract.ts';
import { apiOf } from '#platform/ui/api/api.ts';
import { queryClient } from '#platform/ui/api/query-client.ts';

export const sessionApi = apiOf('session', systemContract);

/** Who is signed in, and whether the installation is theirs to administer. */
export function useSession() {
  const { data } = useQuery(sessionApi.me.queryOptions({ staleTime: 60_000 }));
  const role = data?.organizationRole;
  const isAdministrator = role === 'owner' || role === 'admin';
  const roles = data?.person?.projects ?? [];
  return {
    person: data?.person ?? undefined,
    isAdministrator,
    /** Annotators and agents meet their queue and nothing else. */
    seesQueueOnly:
      !isAdministrator && roles.every(each => each.role === 'annotator' || each.role === 'agent'),
    isAgent: !isAdministrator && roles.length > 0 && roles.every(each => each.role === 'agent'),
    isLoaded: data !== undefined,
  };
}

/** What the person may do in a project, to leave out what would be refused; the server decides. */
export function useRights(project: string | undefined) {
  const { person, isAdministrator } = useSession();
  const role = person?.projects.find(each => each.slug === project)?.role;
  const may = useCallback(
    (permission: Permission) =>
      isAdministrator || (role !== undefined && permissionsOf(role).includes(permission)),
    [isAdministrator, role],
  );
  return { isAdministrator, may };
}

export type SignInAnswer = { kind: 'ok' } | { kind: 'wrong' } | { kind: 'wait'; seconds: number };

/** Signs in by password; the cookie is the library's. Throws when the server cannot be reached. */
export async function signInByPassword(email: string, password: string): Promise<SignInAnswer> {
  const response = await post('/auth/sign-in/email', { email, password });
  if (response.ok) {
    queryClient.clear();
    return { kind: 'ok' };
  }
  if (response.status === 429)
    return {
      kind: 'wait',
      seconds: Number(response.headers.get('x-retry-after') ?? response.headers.get('retry-after') ?? 60),
    };
  return { kind: 'wrong' };
}

/** Leaves for the provider, which sends the person back to `to`. */
export async function signInByProvider(to: string): Promise<void> {
  const response = await post('/auth/sign-in/oidc', { to });
  const answer = (await response.json()) as { url?: string; code?: string };
  if (!response.ok || !answer.url) throw Object.assign(new Error(answer.code), answer);
  location.assign(answer.url);
}

export async function signOut(): Promise<void> {
  await post('/auth/sign-out', {});
  queryClient.clear();
  location.assign('/sign-in');
}

const post = (path: string, body: object): Promise<Response> =>
  fetch(path, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
