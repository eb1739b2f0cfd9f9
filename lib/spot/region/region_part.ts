import { z } from "zod";

/** What every part of a region's network is known by. `id` names one certain part, for its removal; "" is ours of that name. */
export const partFields = { account: z.string(), region: z.string(), id: z.string(), name: z.string() };

type Part = { readonly account: string; readonly region: string; readonly id: string; readonly name: string };

export function partKey({ account, region, id, name }: Part): string {
  return `${account}/${region}/${id || name}`;
}
