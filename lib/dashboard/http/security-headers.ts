/**
 * Nothing but our own scripts and styles, no inline code, no markup made of strings, no other origin.
 * They replace what the application's middleware has set, whose policy is for other pages.
 */
export function securityHeaders(frameAncestors: string[]): Record<string, string> {
  const policy = {
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': "'self'",
    'img-src': "'self' data:",
    'font-src': "'self'",
    'connect-src': "'self'",
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': frameAncestors.length > 0 ? frameAncestors.join(' ') : "'none'",
    'require-trusted-types-for': "'script'",
    'trusted-types': "'none'",
  };
  const text = Object.entries(policy).map(([directive, value]) => `${directive} ${value}`);
  return {
    'Content-Security-Policy': text.join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Robots-Tag': 'noindex, nofollow',
    ...(frameAncestors.length > 0 ? {} : { 'X-Frame-Options': 'DENY' }),
  };
}
