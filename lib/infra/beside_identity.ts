import { callerIdentity, type Identity } from "../aws/questions/identity.ts";
import type { Aws } from "../aws/session.ts";

/**
 * Who asks, and what can be asked beside that. What is wrong with the caller is told first.
 *
 * @param looks are under way already
 */
export async function besideIdentity<const T extends readonly unknown[]>(
  aws: Aws,
  ...looks: { readonly [K in keyof T]: Promise<T[K]> }
): Promise<readonly [Identity, ...T]> {
  const others = Promise.all(looks);
  // Whoever fails while the caller is being asked for is heard afterwards.
  others.catch(() => {});
  const identity = await callerIdentity(aws);
  return [identity, ...await others as unknown as T];
}
