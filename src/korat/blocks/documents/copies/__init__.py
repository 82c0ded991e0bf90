"""Public copies of photographs: faces are proposed, an officer boxes what is to be hidden, sees the copy, and it is published."""
