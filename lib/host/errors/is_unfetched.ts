/**
 * Whether this is what Deno says when a package cannot be fetched or is not in its cache: no network, a registry that refuses, a
 * certificate that it does not know. Only an import throws it; there is no code to tell it by.
 */
export function isUnfetched(error: unknown): error is Error {
  return error instanceof TypeError &&
    /^(?:Failed caching npm package|[Ee]rror getting response at .* for package|npm package not found in cache|Failed resolving .*npm:)/
      .test(error.message);
}
