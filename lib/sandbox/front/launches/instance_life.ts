import { changeItems, rewritten, textOf } from "../../emulator/xml.ts";
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
    const answer = await next(call);
    if (!answer.ok) return answer;
    if (call.operation === "TerminateInstances") {
      for (const [name, id] of Object.entries(call.parameters)) {
        if (name.startsWith("InstanceId.")) {
          lives().set(String(id), { born: 0, ...lives().get(String(id)), ends: world.now() });
        }
      }
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
