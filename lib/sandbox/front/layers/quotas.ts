import { errorAnswer, jsonAnswer } from "../errors.ts";
import type { Layer } from "../layer.ts";
import type { World } from "../world.ts";

/**
 * Answers `GetServiceQuota`: the emulator does not know the codes of EC2.
 *
 * @see spec/sandbox.md section 2, cure 5
 */
export function quotas({ settings }: World): Layer {
  return (call, next) => {
    if (call.service !== "servicequotas" || call.operation !== "GetServiceQuota") return next(call);
    const { ServiceCode, QuotaCode } = call.parameters;
    const code = String(QuotaCode);
    const value = code in settings.quotas ? settings.quotas[code] : settings.quotaDefault;
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
