import type { EmulatorCalls } from "../../emulator/calls.ts";
import { type Fired, firedIn } from "../fired.ts";
import type { Call } from "../call.ts";
import type { Layer } from "../layer.ts";
import type { World } from "../world.ts";
import { stackBook } from "../stacks/stacks.ts";
import { settle } from "../stacks/stack_book.ts";
import { fire } from "./fire.ts";
import { nextTime } from "./occurrences.ts";
import type { Schedule } from "./schedule.ts";

/** A rate of a minute makes half a million times a year. */
const mostAtOnce = 10_000;

/**
 * Lets the schedules of EventBridge Scheduler happen, which the emulator only keeps: on the time of the sandbox, when somebody
 * looks. What is due when a request arrives has happened before it is answered, one after another, each at its own time.
 */
export function schedules(world: World, calls: EmulatorCalls): Layer {
  let turn = Promise.resolve();
  return async (call, next) => {
    turn = turn.catch(() => {}).then(() => happen(world, calls));
    await turn;
    const answer = await next(call);
    if (call.service === "scheduler" && answer.ok) remember(world, call);
    return answer;
  };
}

function scheduleBook(world: World): Map<string, Schedule> {
  return world.memory("schedules", () => new Map<string, Schedule>());
}

function remember(world: World, { region, operation, parameters }: Call): void {
  const book = scheduleBook(world);
  const name = String(parameters.Name);
  const key = `${region}/${name}`;
  if (operation === "DeleteSchedule") book.delete(key);
  if (operation !== "CreateSchedule" && operation !== "UpdateSchedule") return;
  const since = book.get(key)?.since ?? world.now();
  book.set(key, { region, name, asked: parameters, since, over: world.now(), hasHappened: false });
}

async function happen(world: World, calls: EmulatorCalls): Promise<void> {
  const book = scheduleBook(world);
  const now = world.now();
  for (let count = 0; count < mostAtOnce; count++) {
    const due = [...book.values()].flatMap((schedule) => {
      const at = isOn(schedule) ? nextTime(schedule, schedule.over) : undefined;
      return at === undefined || at > now ? [] : [{ schedule, at }];
    }).sort((one, other) => one.at - other.at);
    const [first] = due;
    if (first === undefined) break;
    const { schedule, at } = first;
    const stacks = { calls, settings: world.settings, now: () => at, book: stackBook(world) };
    await settle(stacks.book, at);
    const fired: Fired | undefined = await fire(stacks, schedule, at);
    // Not before: what could not be done happens when somebody looks again.
    Object.assign(schedule, { over: at, hasHappened: true });
    if (fired !== undefined) firedIn(world).push(fired);
  }
  const isComplete = (one: Schedule) => one.hasHappened && nextTime(one, one.over) === undefined;
  for (const [key, schedule] of book) {
    const { asked, name, region } = schedule;
    if (asked.ActionAfterCompletion !== "DELETE" || !isComplete(schedule)) continue;
    book.delete(key);
    const answer = await calls.send("scheduler", "DELETE", `/schedules/${name}?groupName=default`, { region });
    await answer.body?.cancel();
  }
}

function isOn({ asked }: Schedule): boolean {
  return asked.State !== "DISABLED";
}
