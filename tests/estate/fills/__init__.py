"""What the estate is filled with: one module for each area, each with `fill(filler)`."""
