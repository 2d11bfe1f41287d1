.PHONY: check demo bench

# What CI runs.
check:
	.ci/run

# Takes the embedded recording anew from the emulated estate, and renders reports/ from it.
demo:
	scripts/demo.sh

bench:
	cargo bench --bench replay
