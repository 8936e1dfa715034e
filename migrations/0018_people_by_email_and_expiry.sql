CREATE INDEX `person_by_email` ON `person` (`email`);--> statement-breakpoint
CREATE INDEX `session_by_expiry` ON `session` (`expires_at`);--> statement-breakpoint
CREATE INDEX `sign_in_link_by_expiry` ON `sign_in_link` (`expires_at`);