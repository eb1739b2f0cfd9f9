import type { Layer } from "../layer.ts";
import type { World } from "../world.ts";
import { changeItems, rewritten, textOf } from "../../emulator/xml.ts";

/**
 * On demand lets e-mail subscriptions wait for their confirmation, as they do until a person follows the link; the emulator
 * confirms them at once.
 */
export function subscriptions({ settings }: World): Layer {
  return async (call, next) => {
    const answer = await next(call);
    if (call.service !== "sns" || !settings.pendingSubscriptions || !answer.ok) return answer;
    if (call.operation === "Subscribe" && isMail(String(call.parameters.Protocol))) {
      // The caller may ask for the ARN that the subscription will have.
      if (call.parameters.ReturnSubscriptionArn === "true") return answer;
      return await rewritten(answer, (text) => withArn(text, "pending confirmation"));
    }
    if (!call.operation.startsWith("ListSubscriptions")) return answer;
    return await rewritten(
      answer,
      (text) =>
        changeItems(
          text,
          "Subscriptions",
          "member",
          (members) =>
            members.map((one) => isMail(textOf(one, "Protocol") ?? "") ? withArn(one, "PendingConfirmation") : one),
        ),
    );
  };
}

function isMail(protocol: string): boolean {
  return protocol === "email" || protocol === "email-json";
}

function withArn(text: string, arn: string): string {
  return text.replace(/<SubscriptionArn>[^<]*<\/SubscriptionArn>/, `<SubscriptionArn>${arn}</SubscriptionArn>`);
}
