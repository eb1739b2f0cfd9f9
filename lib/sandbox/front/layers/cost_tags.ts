import { jsonAnswer } from "../errors.ts";
import type { Layer } from "../layer.ts";
import type { World } from "../world.ts";

/** Answers `ListCostAllocationTags`, which the emulator does not know: every key is active that the settings do not name. */
export function costTags({ settings }: World): Layer {
  return async (call, next) => {
    if (call.service !== "ce") return await next(call);
    if (call.operation === "ListCostAllocationTags") {
      const { TagKeys, Status } = call.parameters;
      const keys = Array.isArray(TagKeys) ? TagKeys.map(String) : Object.keys(settings.costTags);
      const tags = keys.flatMap((key) => {
        const status = key in settings.costTags ? settings.costTags[key] : "Active";
        return status === null || (Status !== undefined && Status !== status)
          ? []
          : [{ TagKey: key, Type: "UserDefined", Status: status }];
      });
      return jsonAnswer({ CostAllocationTags: tags });
    }
    return await next(call);
  };
}
