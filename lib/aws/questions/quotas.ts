import type { Aws } from "../session.ts";

export const quotaActions = ["servicequotas:GetServiceQuota"] as const;

export type QuotaId = { readonly service: string; readonly code: string };

/** The account's limit in the client's region, in the quota's own unit (vCPUs, pieces). An answer without a value is an error. */
export async function quotaValue(aws: Aws, { service, code }: QuotaId): Promise<number> {
  const { GetServiceQuotaCommand } = await import("@aws-sdk/client-service-quotas");
  const quotas = await aws.quotas();
  const { Quota } = await quotas.send(new GetServiceQuotaCommand({ ServiceCode: service, QuotaCode: code }));
  if (Quota?.Value === undefined) throw new Error(`quota ${code} of ${service} has no value`);
  return Quota.Value;
}
