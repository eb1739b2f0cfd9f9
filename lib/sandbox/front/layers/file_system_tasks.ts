import { sandboxAccount } from "../../emulator/seed.ts";
import { errorAnswer, jsonAnswer } from "../errors.ts";
import type { EmulatorCalls } from "../../emulator/calls.ts";
import { fitsFilters } from "./fsx_filters.ts";
import type { Json } from "../../../host/json.ts";
import type { Call } from "../call.ts";
import type { Layer } from "../layer.ts";
import type { World } from "../world.ts";

type Fields = { readonly [name: string]: Json };
type Task = { readonly began: number; readonly asked: Fields; readonly id: string; isCanceled: boolean };

/**
 * The data repository tasks of Lustre file systems, which the emulator does not know: an export takes its time and succeeds, or
 * fails on demand, or is canceled. No object is really written.
 */
export function fileSystemTasks(world: World, calls: EmulatorCalls): Layer {
  return async (call, next) => {
    if (call.service !== "fsx") return await next(call);
    const tasks = world.memory("file system tasks", () => new Map<string, Task>());
    if (call.operation === "CreateDataRepositoryTask") return await create(call, calls, world, tasks);
    if (call.operation === "DescribeDataRepositoryTasks") return described(call, world, tasks);
    if (call.operation === "CancelDataRepositoryTask") return cancel(call, world, tasks);
    return await next(call);
  };
}

async function create(call: Call, calls: EmulatorCalls, world: World, tasks: Map<string, Task>): Promise<Response> {
  const { FileSystemId } = call.parameters;
  const target = "AWSSimbaAPIService_v20180301.DescribeFileSystems";
  const known = await calls.json("fsx", target, {}, { region: call.region });
  if (!JSON.stringify(known).includes(`"FileSystemId":"${FileSystemId}"`)) {
    return errorAnswer(call, 400, "FileSystemNotFound", `File system '${FileSystemId}' does not exist.`);
  }
  const task = {
    began: world.now(),
    asked: call.parameters,
    id: `task-${crypto.randomUUID().replaceAll("-", "").slice(0, 17)}`,
    isCanceled: false,
  };
  tasks.set(task.id, task);
  return jsonAnswer({ DataRepositoryTask: shown(call, world, task) });
}

function described(call: Call, world: World, tasks: ReadonlyMap<string, Task>): Response {
  const { TaskIds, Filters } = call.parameters;
  const ids = Array.isArray(TaskIds) ? (TaskIds as readonly Json[]).map(String) : [...tasks.keys()];
  const missing = ids.find((id) => !tasks.has(id));
  if (missing !== undefined) return unknown(call, missing);
  const found = ids.flatMap((id) => tasks.get(id) ?? []).map((task) => shown(call, world, task));
  return jsonAnswer({ DataRepositoryTasks: found.filter((task) => fitsFilters(Filters, task)) });
}

function cancel(call: Call, world: World, tasks: ReadonlyMap<string, Task>): Response {
  const id = String(call.parameters.TaskId);
  const task = tasks.get(id);
  if (task === undefined) return unknown(call, id);
  const { Lifecycle } = shown(call, world, task);
  if (Lifecycle !== "PENDING" && Lifecycle !== "EXECUTING") {
    return errorAnswer(call, 400, "DataRepositoryTaskEnded", `Data repository task '${id}' has ended.`);
  }
  task.isCanceled = true;
  return jsonAnswer({ Lifecycle: "CANCELING", TaskId: id });
}

function unknown(call: Call, id: string): Response {
  return errorAnswer(call, 400, "DataRepositoryTaskNotFound", `Data repository task '${id}' does not exist.`);
}

/** A third of its time it is pending, then it is executed. */
function shown({ region }: Call, { settings, now }: World, { began, asked, id, isCanceled }: Task): Fields {
  const { ClientRequestToken: _, Tags = [], ...rest } = asked;
  const passed = (now() - began) / 1_000;
  const over = isCanceled || passed >= settings.exportSeconds;
  const running = passed < settings.exportSeconds / 3 ? "PENDING" : "EXECUTING";
  const reason = over && !isCanceled ? settings.failExport?.reason : undefined;
  const end = isCanceled ? "CANCELED" : settings.failExport ? "FAILED" : "SUCCEEDED";
  const told: Fields = reason === undefined ? rest : { ...rest, FailureDetails: { Message: reason } };
  return {
    ...told,
    TaskId: id,
    Tags,
    Lifecycle: over ? end : running,
    CreationTime: began / 1_000,
    EndTime: over ? began / 1_000 + settings.exportSeconds : null,
    ResourceARN: `arn:aws:fsx:${region}:${sandboxAccount}:task/${id}`,
  };
}
