-- What the workspace is set to beyond its name, currency and lines: one JSON object; what is absent has its default.
ALTER TABLE settings ADD COLUMN more TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(more));
