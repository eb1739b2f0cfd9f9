/** The role that EventBridge Scheduler publishes heartbeats with, where nobody names another one. */
export const schedulerRoleName = "eventbridge-scheduler-to-sns";
