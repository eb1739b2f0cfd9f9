import { errorAnswer, jsonAnswer } from "../errors.ts";
import type { Layer } from "../layer.ts";
import type { World } from "../world.ts";

/** What AWS gives to every account, the same number for each of the quotas that a cluster needs. */
const usualDefault = 5;

/** Answers `GetServiceQuota` and `GetAWSDefaultServiceQuota`: the emulator does not know the codes of EC2. */
export function quotas({ settings }: World): Layer {
  return (call, next) => {
    const asked = call.service === "servicequotas" ? call.operation : "";
    if (asked !== "GetServiceQuota" && asked !== "GetAWSDefaultServiceQuota") return next(call);
    const { ServiceCode, QuotaCode } = call.parameters;
    const code = String(QuotaCode);
    const [known, others] = asked === "GetServiceQuota"
      ? [settings.quotas, settings.quotaDefault]
      : [settings.defaultQuotas, usualDefault];
    const value = code in known ? known[code] : others;
    if (value === null || !/^L-[0-9A-F]{8}$/.test(code)) {
      const message = "The request failed because the specified quota code does not exist.";
      return Promise.resolve(errorAnswer(call, 400, "NoSuchResourceException", message));
    }
    const Quota = {
      Adjustable: true,
      GlobalQuota: false,
      QuotaArn: `arn:aws:servicequotas:${call.region}:123456789012:${ServiceCode}/${code}`,
      QuotaCode: code,
      QuotaName: `Quota ${code}`,
      ServiceCode,
      ServiceName: String(ServiceCode),
      Unit: "None",
      Value: value,
    };
    return Promise.resolve(jsonAnswer({ Quota }));
  };
}
