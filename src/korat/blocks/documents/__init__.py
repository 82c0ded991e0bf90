"""Files and papers, each encrypted with a key of its own."""
