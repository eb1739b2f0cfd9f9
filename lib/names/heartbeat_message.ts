/** The text of a heartbeat mail. The scheduler puts the time in, so that every mail tells its own. */
export function heartbeatMessage(cluster: string, region: string): string {
  return `Heartbeat for cluster '${cluster}' at <aws.scheduler.scheduled-time>. Region: ${region}.`;
}
