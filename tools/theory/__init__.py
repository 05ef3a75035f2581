"""What queueing theory knows exactly, to hold simulations against. Calls come at random, times are exponential."""
