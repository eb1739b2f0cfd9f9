import { changeItems, rewritten, textOf, xmlAnswer } from "../../emulator/xml.ts";
import type { Call } from "../call.ts";
import type { Layer } from "../layer.ts";
import type { World } from "../world.ts";

/** When an instance was first seen, and when its end was asked for, in milliseconds. */
type Life = { readonly born: number; ends?: number };

/**
 * Gives instances the time that they take to be known, to get their address and to end; the emulator's do all of it at once.
 */
export function instanceLife(world: World): Layer {
  const lives = () => world.memory("instance lives", () => new Map<string, Life>());
  return async (call, next) => {
    if (call.service !== "ec2" || !/^(?:Describe|Run|Terminate)Instances$/.test(call.operation)) {
      return await next(call);
    }
    const ended = call.operation === "TerminateInstances" ? idsOf(call).filter((id) => lives().get(id)?.ends) : [];
    // What has ended already ends once more, which the emulator does not survive.
    if (ended.length > 0 && ended.length === idsOf(call).length) return endedAnswer(ended);
    const answer = await next(ended.length === 0 ? call : without(call, ended));
    if (!answer.ok) return answer;
    if (call.operation === "TerminateInstances") {
      for (const id of idsOf(call)) lives().set(id, { born: 0, ends: world.now(), ...lives().get(id) });
      return await rewritten(answer, (text) => ending(world, text));
    }
    return await rewritten(
      answer,
      (text) =>
        changeItems(text, "instancesSet", "item", (items) =>
          items.flatMap((item) => {
            const id = textOf(item, "instanceId") ?? "";
            const life = lives().get(id) ?? { born: world.now() };
            lives().set(id, life);
            return call.operation === "RunInstances" ? [item] : shown(world, item, life);
          })),
    );
  };
}

function idsOf({ parameters }: Call): readonly string[] {
  return Object.entries(parameters).filter(([name]) => name.startsWith("InstanceId.")).map(([, id]) => String(id));
}

function without(call: Call, ids: readonly string[]): Call {
  const form = new URLSearchParams(new TextDecoder().decode(call.body));
  for (const [name, id] of [...form]) if (name.startsWith("InstanceId.") && ids.includes(id)) form.delete(name);
  const left = idsOf(call).filter((id) => !ids.includes(id));
  for (const [at, id] of left.entries()) form.set(`InstanceId.${at + 1}`, id);
  return { ...call, body: new TextEncoder().encode(form.toString()), parameters: Object.fromEntries(form) };
}

function endedAnswer(ids: readonly string[]): Response {
  const state = "<code>48</code><name>terminated</name>";
  const items = ids.map((id) =>
    `<item><instanceId>${id}</instanceId><currentState>${state}</currentState><previousState>${state}</previousState></item>`
  );
  return xmlAnswer(
    `<TerminateInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">` +
      `<instancesSet>${items.join("")}</instancesSet></TerminateInstancesResponse>`,
  );
}

function shown({ settings, now }: World, item: string, { born, ends }: Life): readonly string[] {
  const age = (now() - born) / 1000;
  if (age < settings.invisibleSeconds) return [];
  const isEnding = ends !== undefined && (now() - ends) / 1000 < settings.terminationSeconds;
  const state = isEnding ? item.replace(stateForm, stateOf(32, "shutting-down")) : item;
  if (age >= settings.addressSeconds) return [state];
  return [
    state.replaceAll(/<association>[^]*?<\/association>/g, "").replaceAll(/<(ipAddress|dnsName)>[^<]*<\/\1>/g, ""),
  ];
}

const stateForm = /<instanceState>[^]*?<\/instanceState>/;

function stateOf(code: number, name: string): string {
  return `<instanceState><code>${code}</code><name>${name}</name></instanceState>`;
}

function ending({ settings }: World, text: string): string {
  if (settings.terminationSeconds === 0) return text;
  return text.replaceAll(
    /<currentState>[^]*?<\/currentState>/g,
    stateOf(32, "shutting-down").replaceAll("instanceState", "currentState"),
  );
}
