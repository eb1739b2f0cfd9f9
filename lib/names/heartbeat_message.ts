/**
 * The text of a reminder mail. The scheduler puts the time in, so that every mail tells its own.
 *
 * @see spec/decisions.md 3.7 and 3.43
 */
export function heartbeatMessage(cluster: string, region: string): string {
  return `Heartbeat for cluster '${cluster}' at <aws.scheduler.scheduled-time>. Region: ${region}.`;
}
