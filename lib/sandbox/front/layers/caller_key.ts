import { sandboxKey } from "../../emulator/seed.ts";
import type { Layer } from "../layer.ts";

/**
 * Puts the access key that the emulator made up in the place of the one that every sandbox has in common. So the profile of the
 * private home stays right when the account is made anew, and programs that have read it need not read it again.
 */
export function callerKey(world: { readonly callerKey: string | undefined }): Layer {
  return (call, next) => {
    if (world.callerKey === undefined) return next(call);
    const headers = new Headers(call.headers);
    const signature = headers.get("authorization");
    if (signature) headers.set("authorization", signature.replace(sandboxKey.id, world.callerKey));
    return next({ ...call, headers, target: call.target.replace(sandboxKey.id, world.callerKey) });
  };
}
