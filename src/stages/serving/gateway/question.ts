import type { OpenCall } from '../calls/open-call.ts';
import type { ChatRequest } from './chat-request.ts';
import type { RouteTarget } from './find-route.ts';
import type { Head } from './format-completion.ts';
import type { Reply } from './reply.ts';

/** One request on its way: what was asked, who answers, where it is recorded, where the answer goes. */
export type Question = {
  request: ChatRequest;
  target: RouteTarget;
  call: OpenCall;
  reply: Reply;
  head: Head;
  /** Who asks may not read models: nothing tells them which one answers. */
  isBlind: boolean;
};
