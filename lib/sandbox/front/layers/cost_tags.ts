import { jsonAnswer } from "../errors.ts";
import type { Layer } from "../layer.ts";
import type { World } from "../world.ts";

/**
 * Answers `ListCostAllocationTags` and `UpdateCostAllocationTagsStatus`, which the emulator does not know: every key is active that
 * the settings do not name. A key that no bill has had cannot be changed.
 */
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
    if (call.operation === "UpdateCostAllocationTagsStatus") {
      const { CostAllocationTagsStatus } = call.parameters;
      const asked = Array.isArray(CostAllocationTagsStatus) ? CostAllocationTagsStatus : [];
      return jsonAnswer({ Errors: asked.flatMap((each) => changed(settings, each as TagStatus)) });
    }
    return await next(call);
  };
}

type TagStatus = { readonly TagKey: string; readonly Status: "Active" | "Inactive" };

/** What is wrong with it, if anything is. */
function changed({ costTags }: World["settings"], { TagKey, Status }: TagStatus) {
  if (costTags[TagKey] === null) return [{ TagKey, Code: "TagKeysNotFound", Message: "Tag keys not found" }];
  costTags[TagKey] = Status;
  return [];
}
