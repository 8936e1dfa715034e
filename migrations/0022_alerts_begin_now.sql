-- Alerts are about what is scored from now on.
INSERT INTO `alert_cursor` (`name`, `place`) SELECT 'auto_fail', coalesce(max(rowid), 0) FROM `score`;
