import type { CreateRequest } from "../../lib/cluster/create_request.ts";

/** The request of a creation from the shipped demonstration, in the profile of the sandbox. */
export const demoRequest: CreateRequest = {
  region_az: "us-west-2b",
  region: "us-west-2",
  profile: "sandbox",
  config: "config/demo.yaml",
  set: {},
  pass_on_warn: true,
  repo_overrides: {},
  tags: [],
  create_timeout_minutes: 90,
  ssh_cidr: "0.0.0.0/0",
  ttl: "",
  ttl_deletes_results: false,
  via: "ssh",
  image: "",
  ship_binary: true,
};
