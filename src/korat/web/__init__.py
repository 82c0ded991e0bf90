"""The page shell, the design parts, the one case page, desk, my page, sign-in."""
