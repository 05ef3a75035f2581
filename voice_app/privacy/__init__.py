"""What we keep of people: how long, who may see it, and how one person's is shown, handed out and erased."""
