/** Objects whose alarm was found lost when they were touched. */

export interface OverdueAlarm {
  readonly className: string;
  readonly object: string;
}

export async function keepOverdueAlarms(
  reports: D1Database,
  alarms: readonly OverdueAlarm[],
  nowMs: number,
): Promise<void> {
  if (alarms.length === 0) return;
  const insert = reports.prepare(
    `INSERT INTO overdue_alarms (class, object, seen_at_ms) VALUES (?1, ?2, ?3)
     ON CONFLICT (class, object) DO UPDATE SET times = times + 1, seen_at_ms = excluded.seen_at_ms`,
  );
  await reports.batch(alarms.map(({ className, object }) => insert.bind(className, object, nowMs)));
}
