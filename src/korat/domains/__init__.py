"""What a town, a clinic or a school does with the blocks; domains never meet but through acts."""
