import { useQuery } from '@tanstack/react-query';
import { Navigate, Outlet, useLocation } from '@tanstack/react-router';
import { ErrorPane } from '#platform/ui/panes/error-pane.tsx';
import { KeysEverywhere } from '../shell/keys/keys-everywhere.tsx';
import { PaletteEverywhere } from '../shell/palette/palette-everywhere.tsx';
import { ReachBanner } from './reach-banner.tsx';
import { sessionApi, useSession } from './session.ts';

/** Lets a person through, and sends anybody else to sign in and back to where they wanted to go. */
export function SignedIn() {
  const { href, pathname } = useLocation();
  const { data, error, refetch } = useQuery(sessionApi.me.queryOptions({ staleTime: 60_000 }));
  const { seesQueueOnly } = useSession();
  if (data && seesQueueOnly && !isOpenToAll(pathname)) return <Navigate to="/queue" replace />;
  if (data)
    return (
      <>
        <ReachBanner />
        <Outlet />
        <KeysEverywhere />
        {!seesQueueOnly && <PaletteEverywhere />}
      </>
    );
  if (!error) return null;
  // Once on the way there it must not start again, with an address that grows each time.
  if (pathname === '/sign-in') return null;
  if ('status' in error && error.status === 401)
    return <Navigate to="/sign-in" search={href === '/' ? {} : ({ to: href } as never)} replace />;
  return <ErrorPane error={error} retry={() => void refetch()} />;
}

/** Where annotators and agents may be: their queue, their desk, the pages in full screen, their account. */
const isOpenToAll = (pathname: string): boolean =>
  /^\/($|queue$|desk$|settings\/profile$|p\/[^/]+\/(vote|label|desk)(\/|$))/.test(pathname);
