import { useSyncExternalStore } from 'react';

/** Whether the server answers, and knows us. */
export type Reach = 'ok' | 'gone' | 'signed-out';

let reach: Reach = 'ok';
const listeners = new Set<() => void>();

function set(next: Reach): void {
  if (next === reach) return;
  reach = next;
  for (const listener of listeners) listener();
}

/** What anybody is told says nothing of the session. */
const publicPath = /\/system\/(health|sign-in-ways)$/;

/** Every request of the page, so that also what is saved in the background tells. */
export async function watchReach(url: string, answer: Promise<Response>): Promise<Response> {
  try {
    const response = await answer;
    if (response.status === 401) set('signed-out');
    else if (reach === 'gone' || !publicPath.test(new URL(url).pathname)) set('ok');
    return response;
  } catch (error) {
    if (error instanceof TypeError) set('gone');
    throw error;
  }
}

export const useReach = (): Reach =>
  useSyncExternalStore(
    listener => (listeners.add(listener), () => void listeners.delete(listener)),
    () => reach,
  );
