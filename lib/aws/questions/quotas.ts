import { isAwsError } from "../aws_error.ts";
import type { Aws } from "../session.ts";

export const quotaActions = ["servicequotas:GetServiceQuota"] as const;
export const defaultQuotaActions = ["servicequotas:GetAWSDefaultServiceQuota"] as const;

export type QuotaId = { readonly service: string; readonly code: string };

/** The account's limit in the client's region, in the quota's own unit (vCPUs, pieces); nothing when none was ever applied to it. */
export async function appliedQuota(aws: Aws, { service, code }: QuotaId): Promise<number | undefined> {
  const { GetServiceQuotaCommand } = await import("@aws-sdk/client-service-quotas");
  const quotas = await aws.quotas();
  const command = new GetServiceQuotaCommand({ ServiceCode: service, QuotaCode: code });
  return (await unlessUnknown(quotas.send(command)))?.Quota?.Value;
}

/** What AWS gives to every account: the limit where none was applied. Nothing when AWS names none. */
export async function defaultQuota(aws: Aws, { service, code }: QuotaId): Promise<number | undefined> {
  const { GetAWSDefaultServiceQuotaCommand } = await import("@aws-sdk/client-service-quotas");
  const quotas = await aws.quotas();
  const command = new GetAWSDefaultServiceQuotaCommand({ ServiceCode: service, QuotaCode: code });
  return (await unlessUnknown(quotas.send(command)))?.Quota?.Value;
}

async function unlessUnknown<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isAwsError(error, "NoSuchResource")) return undefined;
    throw error;
  }
}
