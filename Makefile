.PHONY: check demo vectors bench

# What CI runs.
check:
	.ci/run

# Takes the embedded recording anew from the emulated estate, and renders reports/ from it.
demo:
	scripts/demo.sh

# Writes models/meanings.f16, the vectors of what the built-in rules mean, after rules were added or reworded.
vectors:
	cargo test --lib -- --ignored meaning::tests::vectors_are_written

bench:
	cargo bench --bench replay
