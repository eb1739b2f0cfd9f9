/** What a creation, and the checks before it, read from the environment. */
export const creationVariables = {
  DAY_EX_CFG: "the configuration file, if --config is not given",
  DAY_DISABLE_AUTO_SELECT: "any value: ask even if the configuration or AWS leaves only one choice",
  DAY_CONTACT_EMAIL: "suggested as the mail address for budget alerts",
  DAY_HEARTBEAT_SCHEDULER_ROLE_ARN: "the IAM role that sends heartbeat mails, if the configuration does not name one",
} as const;
