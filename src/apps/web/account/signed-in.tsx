import { useQuery } from '@tanstack/react-query';
import { Navigate, Outlet, useLocation } from '@tanstack/react-router';
import { ErrorPane } from '#platform/ui/panes/error-pane.tsx';
import { sessionApi } from './session.ts';

/** Lets a person through, and sends anybody else to sign in and back to where they wanted to go. */
export function SignedIn() {
  const { href } = useLocation();
  const { data, error, refetch } = useQuery(sessionApi.me.queryOptions({ staleTime: 60_000 }));
  if (data) return <Outlet />;
  if (!error) return null;
  if ('status' in error && error.status === 401)
    return <Navigate to="/sign-in" search={href === '/' ? {} : ({ to: href } as never)} replace />;
  return <ErrorPane error={error} retry={() => void refetch()} />;
}
