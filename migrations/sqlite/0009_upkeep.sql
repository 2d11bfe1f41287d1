-- Whether a meaning is still used by any run: asked for each that is taken out.
CREATE INDEX bundle_by_hash ON bundle (meaning);
