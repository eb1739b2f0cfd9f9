/** How journals call the resource that is a cluster, and each one of them: for whoever only reads what is remembered. */
export const clusterKind = "cluster";

export function clusterKey(
  { account, region, name }: { readonly account: string; readonly region: string; readonly name: string },
): string {
  return `${account}/${region}/${name}`;
}
