CREATE TABLE `saved_filter` (
	`id` text PRIMARY KEY NOT NULL,
	`site_id` text NOT NULL,
	`person_id` text NOT NULL,
	`name` text NOT NULL,
	`query` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`site_id`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`person_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `saved_filter_of_person` ON `saved_filter` (`site_id`,`person_id`);--> statement-breakpoint
CREATE TABLE `tracker` (
	`id` text PRIMARY KEY NOT NULL,
	`site_id` text NOT NULL,
	`name` text NOT NULL,
	`phrases` text NOT NULL,
	`revision` integer DEFAULT 1 NOT NULL,
	`counted_to` integer NOT NULL,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	FOREIGN KEY (`site_id`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `tracker_of_site` ON `tracker` (`site_id`);--> statement-breakpoint
CREATE TABLE `tracker_day` (
	`tracker_id` text NOT NULL,
	`local_date` text NOT NULL,
	`searched` integer NOT NULL,
	`found` integer NOT NULL,
	PRIMARY KEY(`tracker_id`, `local_date`)
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `site` ADD `audio_url` text;--> statement-breakpoint
ALTER TABLE `site` ADD `vicidial_url` text;