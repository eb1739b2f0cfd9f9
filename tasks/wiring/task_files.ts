import type { Task } from "../../lib/cli/task.ts";

/** Where each task stands; `deno task docs` writes it from the rows. `String` hides a file from Deno until it is loaded. */
export const taskFiles: Readonly<Record<string, () => Promise<{ readonly default: Task }>>> = {
  create: () => import(String("../create.ts")),
  preflight: () => import(String("../preflight.ts")),
  watch: () => import(String("../watch.ts")),
  delete: () => import(String("../delete.ts")),
  status: () => import(String("../status.ts")),
  export: () => import(String("../export.ts")),
  logs: () => import(String("../logs.ts")),
  audit: () => import(String("../audit.ts")),
  drift: () => import(String("../drift.ts")),
  extend: () => import(String("../extend.ts")),
  infra: () => import(String("../infra.ts")),
  shims: () => import(String("../shims.ts")),
  "init-cloudstack": () => import(String("../init-cloudstack.ts")),
  "create-budget": () => import(String("../create-budget.ts")),
  "setup-heartbeat": () => import(String("../setup-heartbeat.ts")),
  "spot-price": () => import(String("../spot-price.ts")),
  "spot-deploy": () => import(String("../spot-deploy.ts")),
  toolchain: () => import(String("../toolchain.ts")),
  sandbox: () => import(String("../sandbox.ts")),
  demo: () => import(String("../demo.ts")),
  image: () => import(String("../image.ts")),
  "self-check": () => import(String("../self-check.ts")),
  completions: () => import(String("../completions.ts")),
};
