import { oneLine } from "../../text/one_line.ts";
import { reasonOf } from "../../host/errors/reason_of.ts";
import { redact } from "../../host/redact.ts";
import type { Held } from "../protocol/hold.ts";
import { insist } from "../protocol/insist.ts";
import type { WorkDeps } from "./work_deps.ts";
import { type Notice, noticeOf, type Occasion, subjectOf } from "../notify/notice.ts";

/** Milliseconds between two tries. */
const pauses = [2_000, 10_000];

type Channel = { readonly name: "sns" | "webhook"; readonly send: (notice: Notice) => Promise<void> };

/**
 * Tells the topic and the webhook of an occasion, each once in an attempt: the journal notes whom it was told, and whoever goes on
 * with the workset tells only the others. It is noted when it has arrived, so that a crash at that moment may tell it a second time
 * and never loses it. Who cannot be reached is a warning.
 */
export async function notify(deps: WorkDeps, held: Held, occasion: Occasion): Promise<void> {
  const { bucket, root } = deps.options;
  const { workset } = held.place;
  for (const { name, send } of channelsOf(deps)) {
    const mark = `${occasion} ${name}`;
    if (held.journal().notified?.includes(mark)) continue;
    const failure = await tryToSend(
      deps,
      held,
      () => send(noticeOf(held.journal(), occasion, `s3://${bucket}/${root}/`)),
    );
    if (failure !== undefined) {
      deps.say("warn", `${workset}: the notification of ${name} failed (${occasion}): ${failure}`, {
        event: "notify",
        workset,
        channel: name,
        occasion,
        failed: true,
      });
      continue;
    }
    await insist(
      deps,
      held,
      () => held.note((journal) => ({ ...journal, notified: [...journal.notified ?? [], mark] })),
    );
    deps.say("debug", `${workset}: ${name} was notified`, { event: "notify", workset, channel: name, occasion });
  }
}

function channelsOf({ options: { notify: { topic, webhook } }, aws, web }: WorkDeps): readonly Channel[] {
  const channels: Channel[] = [];
  if (topic !== undefined) {
    const send = async (notice: Notice) => {
      const { PublishCommand } = await import("@aws-sdk/client-sns");
      const attribute = (value: string) => ({ DataType: "String", StringValue: value });
      await (await aws.in(topic.region).sns()).send(
        new PublishCommand({
          TopicArn: topic.arn,
          Subject: subjectOf(notice),
          Message: JSON.stringify(notice, null, 1),
          MessageAttributes: {
            workset_id: attribute(notice.workset),
            event_type: attribute(notice.event),
            state: attribute(notice.state),
          },
        }),
      );
    };
    channels.push({ name: "sns", send });
  }
  if (webhook !== undefined) {
    const send = async (notice: Notice) => {
      const { status } = await web.post(webhook, JSON.stringify(notice));
      if (status < 200 || status > 299) throw new Error(`it answered ${status}`);
    };
    channels.push({ name: "webhook", send });
  }
  return channels;
}

/** @returns why it did not arrive, or nothing */
async function tryToSend({ clock }: WorkDeps, held: Held, send: () => Promise<void>): Promise<string | undefined> {
  for (let tried = 0;; tried++) {
    held.guard();
    try {
      return await send().then(() => undefined);
    } catch (error) {
      const why = redact(oneLine(reasonOf(error)));
      if (tried === pauses.length) return why;
    }
    await clock.sleep(pauses[tried], held.lost);
  }
}
