import { connectionsOf } from "../../lib/host/net/connections.ts";
import { environmentOf } from "../../lib/host/system/system_environment.ts";
import { systemFiles } from "../../lib/host/system/system_files.ts";

/** Ways out of this machine without proxies and without certificates of one's own, whatever the environment of the tests says. */
export const direct = connectionsOf({
  environment: environmentOf({ HOME: "/", USER: "u" }, () => "/"),
  files: systemFiles,
});
