"""What people hear: pure nodes that turn what was heard and what is known into what to say and do next."""
