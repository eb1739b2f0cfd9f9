import type { Task } from "../../lib/cli/task.ts";

/** Where each task stands; `deno task docs` writes it from the rows. */
export const taskFiles: Readonly<Record<string, () => Promise<{ readonly default: Task }>>> = {
  create: () => import("../create.ts"),
  preflight: () => import("../preflight.ts"),
  watch: () => import("../watch.ts"),
  delete: () => import("../delete.ts"),
  status: () => import("../status.ts"),
  export: () => import("../export.ts"),
  logs: () => import("../logs.ts"),
  report: () => import("../report.ts"),
  explain: () => import("../explain.ts"),
  audit: () => import("../audit.ts"),
  drift: () => import("../drift.ts"),
  extend: () => import("../extend.ts"),
  infra: () => import("../infra.ts"),
  shims: () => import("../shims.ts"),
  "init-cloudstack": () => import("../init-cloudstack.ts"),
  "create-budget": () => import("../create-budget.ts"),
  "setup-heartbeat": () => import("../setup-heartbeat.ts"),
  "spot-price": () => import("../spot-price.ts"),
  "spot-deploy": () => import("../spot-deploy.ts"),
  toolchain: () => import("../toolchain.ts"),
  sandbox: () => import("../sandbox.ts"),
  demo: () => import("../demo.ts"),
  "self-check": () => import("../self-check.ts"),
  completions: () => import("../completions.ts"),
};
