import assert from "node:assert/strict";
import type { ConfigSource } from "../../lib/config/file/config_source.ts";
import type { Settings } from "../../lib/config/settings/resolve_settings.ts";
import { suppliedSchedulerRole } from "../../lib/preflight/scheduler_role.ts";
import { environmentOf } from "./world.ts";

const variables = {
  DAY_HEARTBEAT_SCHEDULER_ROLE_ARN: "first",
  DAYLILY_HEARTBEAT_SCHEDULER_ROLE_ARN: "second",
  DAY_HEARTBEAT_ROLE_ARN: "third",
  DAYLILY_SCHEDULER_ROLE_ARN: "fourth",
};

function supplied(
  { flag, file, environment = {}, autoSelect = true, email = "a@b.co" }: {
    flag?: string;
    file?: string;
    environment?: Record<string, string>;
    autoSelect?: boolean;
    email?: string;
  },
) {
  const key = "heartbeat_scheduler_role_arn";
  const source: ConfigSource = {
    path: "/absent.yaml",
    triplets: new Map(file === undefined ? [] : [[key, { action: "PROMPTUSER", default: "ignored", value: file }]]),
    templateDefaults: new Map(),
    overrides: new Map(flag === undefined ? [] : [[key, flag]]),
    autoSelect,
  };
  const settings = { heartbeat_email: { value: email, origin: "file" } } as Settings;
  return suppliedSchedulerRole(
    source,
    settings,
    environmentOf({ environment: {}, home: "/", folder: "/" }, "", environment),
  );
}

Deno.test("T86 flag before file before the environment", () => {
  assert.deepEqual(supplied({ flag: "a", file: "b", environment: variables }), { value: "a", origin: "flag" });
  assert.deepEqual(supplied({ file: "b", environment: variables }), { value: "b", origin: "file" });
  assert.deepEqual(supplied({ environment: variables }), { value: "first", origin: "environment" });
  assert.equal(supplied({}), undefined);
});

Deno.test("T86 the four variables are asked in their order; an empty one counts as absent", () => {
  const left: Record<string, string> = { ...variables };
  for (const [name, value] of Object.entries(variables)) {
    assert.equal(supplied({ environment: left })?.value, value);
    left[name] = "";
  }
  assert.equal(supplied({ environment: left }), undefined);
});

Deno.test("T50 without heartbeats, or with an empty flag, there is none", () => {
  assert.equal(supplied({ flag: "a", email: "" }), undefined);
  assert.equal(supplied({ flag: "", environment: variables }), undefined);
});

Deno.test("with automatic selection off the file's value is not used", () => {
  assert.deepEqual(supplied({ file: "b", environment: variables, autoSelect: false })?.origin, "environment");
});
