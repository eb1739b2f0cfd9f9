import type { Run } from "../../state/run.ts";
import type { CreateDeps } from "../create_deps.ts";
import type { HeartbeatRequest } from "./heartbeat_request.ts";

/** One setting-up of a cluster's heartbeat. */
export type HeartbeatRun = Run<HeartbeatRequest, CreateDeps>;
