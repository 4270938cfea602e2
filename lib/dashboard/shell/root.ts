/**
 * The way from a page to the mount, relative, so that it is right behind every proxy: `./`, `../`. The
 * mount itself, without a slash at its end, must name its last segment: `./jobs/`; where a proxy gives
 * that another name, `publicPath` says which.
 * @param url The request's.
 * @param depth How many segments the page's path has below the mount.
 */
export function rootOf(url: string, depth: number, path: string, publicPath: string | null): string {
  const { pathname } = new URL(url, 'http://localhost');
  const levels = depth + (pathname.endsWith('/') ? 1 : 0);
  if (levels === 0) {
    const segments = (publicPath ?? path).split('/').filter((segment) => segment !== '');
    return `./${segments.at(-1) ?? ''}/`;
  }
  return levels === 1 ? './' : '../'.repeat(levels - 1);
}
