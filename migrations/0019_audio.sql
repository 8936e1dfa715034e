CREATE TABLE `call_audio` (
	`site_id` text NOT NULL,
	`recording_id` text NOT NULL,
	`state` text NOT NULL,
	`since` integer NOT NULL,
	`reason` text,
	`object_key` text,
	`transcript_version` integer,
	`sha256` text,
	`bytes` integer,
	`duration_sec` real,
	`silenced` text,
	PRIMARY KEY(`site_id`, `recording_id`),
	FOREIGN KEY (`site_id`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "call_audio_state" CHECK("call_audio"."state" in ('wanted', 'stored', 'unavailable'))
);
--> statement-breakpoint
CREATE INDEX `call_audio_wanted` ON `call_audio` (`site_id`,`recording_id`) WHERE state = 'wanted';--> statement-breakpoint
CREATE INDEX `call_audio_by_age` ON `call_audio` (`site_id`,`since`);--> statement-breakpoint
ALTER TABLE `site` ADD `audio_upload` text DEFAULT 'off' NOT NULL;--> statement-breakpoint
ALTER TABLE `site` ADD `audio_days` integer DEFAULT 30 NOT NULL;