import { sandboxAccount } from "../../emulator/seed.ts";
import { errorAnswer, jsonAnswer } from "../errors.ts";
import type { EmulatorCalls } from "../../emulator/calls.ts";
import type { Json } from "../../../host/json.ts";
import type { Call } from "../call.ts";
import type { Layer } from "../layer.ts";
import type { World } from "../world.ts";

type Task = { readonly began: number; readonly asked: { readonly [name: string]: Json }; readonly id: string };

/**
 * The data repository tasks of Lustre file systems, which the emulator does not know: an export takes its time and succeeds, or
 * fails on demand. No object is really written.
 */
export function fileSystemTasks(world: World, calls: EmulatorCalls): Layer {
  return async (call, next) => {
    if (call.service !== "fsx") return await next(call);
    const tasks = world.memory("file system tasks", () => new Map<string, Task>());
    if (call.operation === "CreateDataRepositoryTask") return await create(call, calls, world, tasks);
    if (call.operation === "DescribeDataRepositoryTasks") return described(call, world, tasks);
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
  };
  tasks.set(task.id, task);
  return jsonAnswer({ DataRepositoryTask: shown(call, world, task) });
}

function described(call: Call, world: World, tasks: ReadonlyMap<string, Task>): Response {
  const { TaskIds } = call.parameters;
  const ids = Array.isArray(TaskIds) ? (TaskIds as readonly Json[]).map(String) : [...tasks.keys()];
  const missing = ids.find((id) => !tasks.has(id));
  if (missing !== undefined) {
    const message = `Data repository task '${missing}' does not exist.`;
    return errorAnswer(call, 400, "DataRepositoryTaskNotFound", message);
  }
  const found = ids.flatMap((id) => tasks.get(id) ?? []);
  return jsonAnswer({ DataRepositoryTasks: found.map((task) => shown(call, world, task)) });
}

/** A third of its time it is pending, then it is executed. */
function shown({ region }: Call, { settings, now }: World, { began, asked, id }: Task): Json {
  const { ClientRequestToken: _, Tags = [], ...rest } = asked;
  const passed = (now() - began) / 1_000;
  const over = passed >= settings.exportSeconds;
  const running = passed < settings.exportSeconds / 3 ? "PENDING" : "EXECUTING";
  const reason = over ? settings.failExport?.reason : undefined;
  const told: { readonly [name: string]: Json } = reason === undefined
    ? rest
    : { ...rest, FailureDetails: { Message: reason } };
  return {
    ...told,
    TaskId: id,
    Tags,
    Lifecycle: over ? (settings.failExport ? "FAILED" : "SUCCEEDED") : running,
    CreationTime: began / 1_000,
    EndTime: over ? began / 1_000 + settings.exportSeconds : null,
    ResourceARN: `arn:aws:fsx:${region}:${sandboxAccount}:task/${id}`,
  };
}
