ALTER TABLE `dispute` ADD `answers` text;--> statement-breakpoint
ALTER TABLE `review` ADD `verdict` text;