ALTER TABLE `site` ADD `transcript_days` integer;--> statement-breakpoint
ALTER TABLE `site` ADD `texts_removed_to` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `transcript` ADD `text_removed_at` integer;