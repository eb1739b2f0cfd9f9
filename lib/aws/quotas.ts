import { GetServiceQuotaCommand, type ServiceQuotasClient } from "@aws-sdk/client-service-quotas";

export const quotaActions = ["servicequotas:GetServiceQuota"] as const;

export type QuotaId = { readonly service: string; readonly code: string };

/** The account's limit in the client's region, in the quota's own unit (vCPUs, pieces). An answer without a value is an error. */
export async function quotaValue(quotas: ServiceQuotasClient, { service, code }: QuotaId): Promise<number> {
  const { Quota } = await quotas.send(new GetServiceQuotaCommand({ ServiceCode: service, QuotaCode: code }));
  if (Quota?.Value === undefined) throw new Error(`quota ${code} of ${service} has no value`);
  return Quota.Value;
}
