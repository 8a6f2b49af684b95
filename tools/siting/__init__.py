"""The scenes of the siting corpus."""
