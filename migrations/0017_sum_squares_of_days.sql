ALTER TABLE `daily_stat` ADD `sum_squares` real DEFAULT 0 NOT NULL;
--> statement-breakpoint
UPDATE daily_stat SET sum_squares = coalesce(
  (SELECT round(sum(value * CAST(key AS REAL) * CAST(key AS REAL)), 2) FROM json_each(histogram) WHERE key <> 'none'), 0)
WHERE scored_calls > 0;
