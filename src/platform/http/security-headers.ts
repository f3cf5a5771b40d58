type HeaderList = readonly (readonly [name: string, value: string])[];

/** Styles may be inline (the component library writes them), scripts may not; nobody may frame us. */
const contentPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** By path, the same for every answer of it. */
export function securityHeaders(origin: string): (url: string) => HeaderList {
  const everywhere: HeaderList = [
    ['x-content-type-options', 'nosniff'],
    ...(origin.startsWith('https:') ? [['strict-transport-security', 'max-age=31536000'] as const] : []),
  ];
  const pages: HeaderList = [
    ...everywhere,
    ['content-security-policy', contentPolicy],
    ['x-frame-options', 'DENY'],
    ['referrer-policy', 'same-origin'],
    ['cross-origin-opener-policy', 'same-origin'],
    ['cross-origin-resource-policy', 'same-origin'],
    ['permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=()'],
  ];
  const answers: HeaderList = [...pages, ['cache-control', 'no-store']];
  return url => {
    if (url.startsWith('/v1/')) return everywhere;
    return url.startsWith('/api/') || url.startsWith('/auth/') ? answers : pages;
  };
}
