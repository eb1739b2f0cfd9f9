import { type ConfigKey, requiredKeys, rowOf } from "../../lib/config/keys/keys.ts";

/**
 * Values with which nothing is left to ask: the built-in ones, and those that
 * every person has to give. What is chosen from AWS is empty.
 */
export const fixtureValues: Readonly<Partial<Record<ConfigKey, string>>> = {
  ...Object.fromEntries(
    requiredKeys.map((key) => [key, rowOf(key).fallback] as const).filter(([, value]) => value !== ""),
  ),
  cluster_name: "tc1",
  budget_email: "a@b.co",
  heartbeat_email: "a@b.co",
};
