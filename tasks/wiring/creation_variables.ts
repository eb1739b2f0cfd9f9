/** What a creation, and the checks before it, read from the environment. */
export const creationVariables = {
  DAY_EX_CFG: "the configuration file, where --config does not name one",
  DAY_DISABLE_AUTO_SELECT: "any text: ask even where the configuration or AWS leaves one choice",
  DAY_CONTACT_EMAIL: "offered where the budget alerts' address is asked",
  DAY_HEARTBEAT_SCHEDULER_ROLE_ARN: "the role that sends heartbeats, where the configuration does not name one",
} as const;
