ALTER TABLE `score` ADD `second_opinion` text;--> statement-breakpoint
ALTER TABLE `scoring_job` ADD `opinions` text;--> statement-breakpoint
ALTER TABLE `transcript` ADD `confidence` real;--> statement-breakpoint
ALTER TABLE `transcript` ADD `low_confidence` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `transcript` ADD `left_out` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `transcript` ADD `redacted_spans` text DEFAULT '[]' NOT NULL;