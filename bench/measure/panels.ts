/** A wall of ten Grafana panels, as docs/api.md suggests them. */
export const PANELS = [
  "/api/qa/daily-summary?days=30",
  "/api/qa/trends?days=90",
  "/api/qa/leaderboard?days=30",
  "/api/qa/flagged?days=7&limit=20",
  "/api/qa/category-matrix?days=30",
  "/api/qa/distribution?days=30",
  "/api/qa/coverage?days=30",
  "/api/qa/queue-status",
  "/api/qa/health",
  "/api/qa/trends?days=30&campaign=SALES",
] as const;
