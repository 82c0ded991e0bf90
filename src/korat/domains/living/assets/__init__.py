"""What a town looks after: lists come in, pages show what each thing has cost and how often it failed."""
