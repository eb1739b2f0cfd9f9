/** The cluster whose heartbeat goes through a topic of this name. */
export function clusterOfTopic(name: string): string | undefined {
  return /^daylily-(.+)-heartbeat$/.exec(name)?.[1];
}

/** The cluster that a schedule of this name serves; a name as long as this may have lost its end. */
export function clusterOfSchedule(name: string): string | undefined {
  return /^daylily-(.+?)-(?:heartbeat|expiry|expiry-warning|expiry-check)$/.exec(name)?.[1];
}
